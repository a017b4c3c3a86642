"""Who takes part in the full run."""

SUBMITTER, ONE, OTHER = "aandachtsfunctionaris.breda", "beheerder", "beheerder-2"
COORDINATOR, COLLEAGUE, RECEIVER = "zorgcoordinator.de-baronie", "zorgcoordinator-2.de-baronie", "dsp.hart-van-brabant"
TABLE = "dsp.de-baronie"
END = {"validUntil": "2099-01-01T00:00:00Z"}
NEVER = "019a1c7e-0000-7000-8000-000000000001"
