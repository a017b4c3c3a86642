"""Spellings of one name as they occur side by side in records, kept apart from the rules that are measured by them.

The first of a row is what a passport may say, the others what else is written for it. Lists and tables here were made
from common names, not from the folding rules; several rows are ones that no rule folds.
"""

import re
from collections.abc import Mapping

FAMILY_SPELLINGS: tuple[tuple[str, ...], ...] = (
    ("Meijer", "Meyer", "Meier", "Maier", "Meijers"),
    ("Jansen", "Janssen", "Janszen", "Jansens", "Janse"),
    ("Dijkstra", "Dykstra", "Dijckstra"),
    ("van Dijk", "van Dyk", "van Dijck", "van Dyck"),
    ("Peters", "Peeters", "Pieters"),
    ("Kuipers", "Kuypers", "Cuypers", "Kuijpers"),
    ("de Bruin", "de Bruijn", "de Bruyn"),
    ("Schouten", "Schoute", "Scholten"),
    ("Smit", "Smid", "Schmidt", "Smits", "Smith"),
    ("Hendriks", "Hendrikx", "Hendrickx", "Hendrix"),
    ("Claassen", "Klaassen", "Claessen", "Klaasen"),
    ("Vermeulen", "Vermuelen", "Van der Meulen"),
    ("Gerritsen", "Geritsen", "Gerrits", "Gerretsen"),
    ("Willems", "Wilems", "Willemse", "Willemsen"),
    ("Maas", "Maes", "Maass"),
    ("de Vries", "de Fries", "Devries"),
    ("Blauw", "Blaauw", "Blouw"),
    ("Bosch", "Bos", "Bosh"),
    ("Kok", "Cock", "Kock", "Cok"),
    ("Verhoeven", "Verhoeve", "Verhoeff"),
    ("Kowalski", "Kowalska", "Kovalski", "Kowalsky"),
    ("Wojcik", "Vojcik", "Woicik", "Wojczik"),
    ("Szymanski", "Shymanski", "Szymańska"),
    ("Ionescu", "Jonescu", "Yonescu", "Ionesco"),
    ("Georgiev", "Georgieff", "Gueorguiev", "Georgieva"),
    ("Kovács", "Kovach", "Kovac", "Kowacs"),
    ("Szabó", "Sabo", "Szabo", "Shabo"),
    ("Y\u0131lmaz", "Jilmaz", "Yilmas", "Ilmaz"),
    ("Öztürk", "Ozturk", "Oeztuerk", "Özturk"),
    ("Şahin", "Sahin", "Shahin", "Schahin"),
    ("Nguyen", "Nguyên", "Ngyuen"),
    ("Rodríguez", "Rodrigues", "Rodriquez"),
    ("Jiménez", "Gimenez", "Ximenez"),
)

GIVEN_SPELLINGS: tuple[tuple[str, ...], ...] = (
    ("Kees", "Cees", "Kes"),
    ("Sofie", "Sophie", "Sofi"),
    ("Marijke", "Marieke", "Maryke"),
    ("Katja", "Katya", "Catia", "Katia"),
    ("Cornelis", "Kornelis", "Cornélis"),
    ("Mathijs", "Matthijs", "Matthys", "Mattijs"),
    ("Philip", "Filip", "Philippe"),
    ("Lucas", "Lukas", "Luuk"),
    ("Jaqueline", "Jacqueline", "Jacklyn"),
    ("Nicolae", "Nikolae", "Nicolai"),
    ("Mihaela", "Michaela", "Mihaila"),
    ("Gheorghe", "George", "Gheorge"),
    ("Krzysztof", "Kshyshtof", "Kristof"),
    ("Agnieszka", "Agneska", "Agnieska"),
    ("Zsuzsanna", "Susanna", "Zsuzsana"),
    ("Desislava", "Dessislava", "Desislawa"),
    ("Zhivko", "Jivko", "Živko"),
    ("Hristo", "Christo", "Khristo"),
    ("Oluwaseun", "Oluwasheun", "Seun"),
    ("Ayşe", "Aishe", "Ayse", "Aysche"),
)

ARABIC_GIVEN: tuple[tuple[str, ...], ...] = (
    ("محمد", "Mohamed", "Mohammed", "Muhammad", "Mohamad", "Mohammad"),
    ("أحمد", "Ahmed", "Ahmad", "Achmed", "Ahmet"),
    ("يوسف", "Youssef", "Yousef", "Yusuf", "Joesoef"),
    ("فاطمة", "Fatima", "Fatma", "Fatimah"),
    ("خديجة", "Khadija", "Chadija", "Khadidja", "Hadija"),
    ("حسن", "Hassan", "Hasan", "Hassane"),
    ("حسين", "Hussein", "Hossein", "Houssain", "Husayn"),
    ("علي", "Ali", "Aly"),
    ("عمر", "Omar", "Umar", "Omer"),
    ("خالد", "Khalid", "Khaled", "Chalid"),
    ("رشيد", "Rachid", "Rashid", "Rasheed"),
    ("سعيد", "Said", "Saïd", "Saeed"),
    ("نادية", "Nadia", "Nadya", "Nadija"),
    ("سميرة", "Samira", "Sameera"),
    ("زينب", "Zineb", "Zainab", "Zaynab", "Zeinab"),
    ("مريم", "Meryem", "Mariam", "Maryam", "Miriam"),
    ("عائشة", "Aicha", "Aisha", "Aïcha", "Ayesha"),
    ("إبراهيم", "Ibrahim", "Brahim", "Ebrahim"),
    ("جمال", "Jamal", "Djamal", "Gamal", "Jamel"),
    ("كريم", "Karim", "Kareem"),
    ("بشرى", "Bouchra", "Bushra", "Boushra"),
    ("ياسين", "Yassine", "Yasin", "Jassin", "Yaseen"),
    ("مصطفى", "Mostafa", "Mustafa", "Mustapha", "Moustafa"),
    ("حمزة", "Hamza", "Hamzah"),
    ("سارة", "Sara", "Sarah"),
    ("هند", "Hind", "Hend"),
    ("وليد", "Walid", "Oualid", "Waleed"),
    ("طارق", "Tarik", "Tareq", "Tariq"),
    ("لطيفة", "Latifa", "Lateefa"),
    ("نجاة", "Najat", "Nadjat", "Najate"),
)

ARABIC_FAMILY: tuple[tuple[str, ...], ...] = (
    ("الأمراني", "El Amrani", "Elamrani", "Al Amrani", "Lamrani"),
    ("المنصوري", "El Mansouri", "Al Mansuri", "Elmansouri"),
    ("بن علي", "Ben Ali", "Benali", "Bin Ali"),
    ("الإدريسي", "El Idrissi", "Idrissi", "Al Idrisi"),
    ("حداد", "Haddad", "Hadad"),
    ("الحسني", "El Hassani", "Alhasani", "El Hasani"),
    ("بوعزة", "Bouazza", "Buazza", "Bouaza"),
    ("العلوي", "Alaoui", "El Alaoui", "Alawi"),
    ("الخطيب", "El Khatib", "Alkhatib", "Khateeb"),
    ("الشامي", "Chami", "Shami", "El Chami"),
    ("التازي", "Tazi", "El Tazi"),
    ("بناني", "Bennani", "Benani"),
    ("شريف", "Sharif", "Cherif", "Sherif", "Charif"),
    ("قاسم", "Kassem", "Qasim", "Kasem", "Qassim"),
    ("منصور", "Mansour", "Mansoor", "Mansur"),
    ("صالح", "Saleh", "Salah", "Salih"),
    ("نجار", "Najjar", "Nadjar", "Najar"),
    ("درويش", "Darwish", "Darwiche", "Derwisch"),
    ("حمدان", "Hamdan", "Hamdane"),
    ("العمري", "El Omari", "Al Omari", "Lomari"),
    ("الزهراوي", "Zahraoui", "El Zahraoui", "Zahrawi"),
    ("بلقاسم", "Belkacem", "Belkassem", "Belqasim"),
    ("الفاسي", "El Fassi", "Fassi", "Alfasi"),
    ("عثماني", "Othmani", "Osmani", "Outhmani"),
    ("سليماني", "Slimani", "Soulaimani", "Sulaimani"),
)

HORN_WOMEN = ("Amina", "Asha", "Fadumo", "Fatuma", "Halima", "Hodan", "Idil", "Rahel", "Selam", "Senait")
HORN_MEN = (
    *("Abdi", "Abdullahi", "Abebe", "Abraham", "Ahmed", "Ali", "Bekele", "Berhane", "Dawit", "Farah", "Filmon"),
    *("Girma", "Haile", "Hassan", "Hussein", "Ibrahim", "Isaak", "Jama", "Kidane", "Mehari", "Merhawi", "Mohamed"),
    *("Mulugeta", "Nuur", "Omar", "Osman", "Said", "Tekle", "Tesfay", "Tsegay", "Warsame", "Yohannes", "Yonas"),
    "Yusuf",
)
"""Names in Somalia, Eritrea and Ethiopia, where one has one's own, one's father's and one's grandfather's. They are
few, as in life: many share a name and a father's name."""

ROEPNAMEN: Mapping[str, tuple[str, ...]] = {
    "Johannes": ("Jan", "Hans", "Joop"),
    "Cornelis": ("Kees", "Cor"),
    "Wilhelmina": ("Wil", "Mina", "Willy"),
    "Elisabeth": ("Els", "Lies", "Bep"),
    "Maria": ("Ria", "Marie", "Mia"),
    "Hendrik": ("Henk", "Rik"),
    "Alexander": ("Alex", "Sander", "Sasha"),
    "Mohamed": ("Mo", "Moh"),
    "Nicolae": ("Nicu", "Nic"),
    "Gheorghe": ("Gigi", "George"),
    "Katalin": ("Kati", "Kata"),
    "Agnieszka": ("Aga", "Agnes"),
    "Ibrahim": ("Brahim", "Ibo"),
    "Youssef": ("Joes", "Jo"),
    "Fatima": ("Fati", "Faat"),
}

HEARD: tuple[tuple[str, str], ...] = (
    ("e", "i"),
    ("i", "e"),
    ("o", "u"),
    ("u", "o"),
    ("a", "e"),
    ("e", "a"),
    ("b", "p"),
    ("d", "t"),
    ("v", "f"),
    ("g", "ch"),
    ("z", "s"),
    ("k", "c"),
    ("m", "n"),
    ("n", ""),
    ("r", ""),
    ("l", "ll"),
    ("s", "ss"),
    ("t", "tt"),
    ("h", ""),
)
"""What one letter is heard as; several of these no rule undoes."""

BULGARIAN: Mapping[str, str] = {
    **dict(zip("абвгдезийклмнопрстуфхъь", "abvgdeziyklmnoprstufhay", strict=True)),
    "ж": "zh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sht",
    "ю": "yu",
    "я": "ya",
}
"""The Bulgarian law on transliteration, as passports follow it."""


def bulgarian_passport(name: str) -> str:
    """Write a Cyrillic name as a Bulgarian passport does, the ending -ия as -ia."""
    lowered = re.sub(r"ия\b", "иа", name.lower())
    return "".join(BULGARIAN.get(c, c) for c in lowered).title()
