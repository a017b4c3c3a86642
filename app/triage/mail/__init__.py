"""Mail without content: which notifications an actor is mailed of and where, and the mails that are due."""
