"""A DSP proposal to draft, for the tests of cases."""

from tests.world import Json

PROPOSED: Json = {
    "analysis": "Drie panden van dezelfde eigenaar; bewoners werken in de salons.",
    "barriers": "Vergunning en huurcontracten, door gemeente en woningcorporatie.",
    "interventions": [
        {
            "kind": "closing_business",
            "scale": "exploitation",
            "expected": "disturbed",
            "text": "Sluiting van de salon; de werkwijze is aan de plek gebonden.",
        }
    ],
    "partners": ["municipality", "police"],
}
