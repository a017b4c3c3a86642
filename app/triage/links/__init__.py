"""Links between the signals of one side: duplicates that are proposed, work that is merged, urgency that is raised."""
