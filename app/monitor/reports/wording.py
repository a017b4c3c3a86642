"""What the report says in fixed words, and how it writes numbers; Dutch, for a bestuurlijk trekker."""

from app.monitor.statistics.drawing import FEW
from app.monitor.statistics.schemas import Measured

LIGHTS = {"green": "groen", "amber": "oranje", "red": "rood"}
HALVES = {1: "eerste", 2: "tweede"}
NOT_SHOWN = "\u2013"
"""For what is left out, be it few or what would tell of few."""
ON_NOT_SHOWN = f"{NOT_SHOWN}: niet getoond. Dat zijn {FEW}"
NOTHING_SHOWN = "hiervan is niets te tonen."
NOTHING_COUNTED = "hierover is van deze periode niets gepubliceerd."
AT_LEAST = "ten minste"
ON_AT_LEAST = "Per maand wordt geteld. Ten minste: in een of meer maanden was het aantal nul of wordt het niet getoond."
ON_GROUPS = (
    "Vastgelegd: interventies die in dit halfjaar zijn vastgelegd. Beoordeeld: interventies waarvan het effect in dit "
    "halfjaar is beoordeeld, ook als zij eerder zijn vastgelegd. Beoordeeld kan daarom hoger zijn dan Vastgelegd."
)
ON_WEEKS = (
    "Weken (mediaan): na hoeveel weken een positief effect werd gezien; alleen bij ten minste tien van die effecten."
)

ON_SIGNALS = (
    "Signalen die in de maand binnenkwamen, geteld per kant van de muur. Een signaal met een zorgdeel en een "
    "veiligheidsdeel telt aan beide kanten één keer mee; de kanten zijn daarom niet op te tellen."
)
ON_EFFECTS = (
    "Van elke interventie telt de laatste beoordeling die in het halfjaar is vastgelegd. Positief is een uitkomst "
    "waarvoor de interventie bedoeld is: de uitbuiting stopte, werd verstoord of nam af; het slachtoffer is veilig, in "
    "zorg of deed aangifte; de dader stopte of is in beeld. Wat niemand beoordeelde, telt nooit als succes."
)
ON_REST = (
    "Positief is tegenover de rest geteld, niet positief en onbekend samen: zo is over meer groepen iets te zeggen. "
    "Het aandeel positief is van alle beoordeelde interventies, ook van die waarvan het effect onbekend is."
)
ON_RUN = (
    "Van elke soort zijn de halfjaren opgeteld waarvan genoeg te vertellen was; wat er van een halfjaar niet staat, is "
    "ook hier niet meegeteld. Een interventie telt in elk halfjaar waarin zij is beoordeeld. Het interval is zo breed "
    "als wanneer zij in alle halfjaren was beoordeeld, met dezelfde uitkomst."
)
ON_ASSESSMENTS = (
    "Van elke soort interventie is afgesproken wanneer het effect wordt beoordeeld. Hieronder staat welk deel van de "
    "beoordelingen die in het halfjaar nodig waren, aan het eind ervan was gedaan."
)
ON_NORMS = (
    "Per district en kwartaal is de norm ten minste één DSP-voorstel over seksuele of criminele uitbuiting en ten "
    "minste vier inspecties met de Arbeidsinspectie naar aanleiding van signalen. Een voorstel telt in het kwartaal "
    "waarin het voor het eerst is ingediend, tenzij het is ingetrokken."
)
ON_LIGHTS = (
    "Het licht volgt uit de termijn in het programma en uit de vastgelegde onderbouwing. Een actie die zelf een norm "
    "is, volgt die norm: groen als hij is gehaald, oranje zolang dat in het kwartaal nog kan en anders rood. Waar "
    "iemand met een reden een ander licht gaf, staat dat licht er, met een sterretje."
)
ON_TIMELINESS = (
    "Welk deel van het werk dat in het kwartaal moest gebeuren, op tijd gebeurde. Beoordelingen van effecten worden "
    "per halfjaar geteld. De triage en de terugkoppeling van de Arbeidsinspectie tellen niet mee: zij krijgt signalen "
    "op grond van de vorm van uitbuiting, en uit haar aantallen zouden kleine aantallen per vorm te berekenen zijn."
)
NOTHING = NOTHING_COUNTED.capitalize()
ON_PUBLISHING = (
    "Cijfers worden één keer gepubliceerd, als de periode voorbij is, en veranderen daarna niet meer. Wat minder dan "
    "vijf keer voorkwam, wordt niet getoond. Daarnaast wordt genoeg weggelaten om te voorkomen dat iemand het uit "
    "totalen kan terugrekenen."
)
ON_INTERVALS = (
    "Bij elk aandeel staat het 95%-betrouwbaarheidsinterval volgens Wilson. Hoe minder interventies, hoe breder het "
    "is. Twee aandelen waarvan de intervallen elkaar ruim overlappen, verschillen niet aantoonbaar."
)
ON_PERSONS = (
    "Dit rapport bevat geen persoonsgegevens. De evaluaties zijn overgenomen zoals de schrijvers ze hebben vastgelegd: "
    "van elke schrijver ten hoogste de laatste drie van een district of van de regio."
)
CUT_OFF = "Deze evaluatie is hier ingekort; in de monitor staat zij geheel."
ON_PICTURE = (
    "Signalen die in de maand binnenkwamen en aan deze kant van de muur een deel hebben. Elke tabel telt dezelfde "
    "signalen, steeds anders verdeeld."
)
ON_LEFT_OUT = (
    "Een groep die er niet staat, kwam niet voor of is weggelaten: er waren er minder dan vijf, of het aantal zou een "
    "ander klein aantal verraden."
)
ON_SEVERAL = "Een signaal kan er meer dan één hebben of geen; deze aantallen zijn niet op te tellen."
ON_RISING = (
    "Kenmerken die, alleen of samen, vaker voorkwamen dan het jaar ervoor verklaart. De kans dat hier iets staat "
    "terwijl er niets veranderde, is hoogstens 5%. Hoe vaak een kenmerk voorkwam, staat er niet bij."
)
NOTHING_RISES = (
    "Er is niets dat vaker voorkwam dan het jaar ervoor verklaart, of er is nog geen jaar om mee te vergelijken."
)
ON_ONE_SIDE = (
    "Dit beeld gaat over één kant van de muur. Van de andere kant staat er niets in, ook niet in totalen of in wat "
    "vaker voorkomt."
)
ON_NO_PERSONS = "Dit beeld bevat geen persoonsgegevens en niets uit de tekst van signalen."
METHOD = (ON_PUBLISHING, ON_INTERVALS, ON_PERSONS)


def number(size: int | None) -> str:
    """Write a count, or that it is not shown."""
    return NOT_SHOWN if size is None else f"{size:,}".replace(",", ".")


def percent(share: float) -> str:
    """Write a share."""
    return f"{round(share * 100)}%"


def share(measured: Measured | None) -> str:
    """Write a share with its interval, or that it is not shown."""
    if measured is None or measured.share is None:
        return NOT_SHOWN
    bounds = f"{percent(measured.share.low)}-{percent(measured.share.high)}"
    return f"{percent(measured.share.value)} ({bounds})"
