"""Numbers in French and English text, with their units."""

import pytest

from corpus.quantities import quantities

ONE = [
    ("29%", "29", "%"),
    ("29 %", "29", "%"),
    ("29\u202f%", "29", "%"),
    ("29,5 pour cent", "29.5", "%"),
    ("20 percent", "20", "%"),
    ("vingt pour cent", "20", "%"),
    ("−3 %", "-3", "%"),
    ("+3 %", "3", "%"),
    ("2,5 points de pourcentage", "2.5", "point"),
    ("1,3 milliard", "1300000000", None),
    ("1,3 milliard d'euros", "1300000000", "EUR"),
    ("1,3 Md€", "1300000000", "EUR"),
    ("100 Mds€", "100000000000", "EUR"),
    ("1.3 billion euros", "1300000000", "EUR"),
    ("€1.3bn", "1300000000", "EUR"),
    ("$1.3 billion", "1300000000", "USD"),
    ("US$1.3bn", "1300000000", "USD"),
    ("£2bn", "2000000000", "GBP"),
    ("500 M$", "500000000", "USD"),
    ("20 k€", "20000", "EUR"),
    ("500 000 dollars", "500000", "USD"),
    ("3\u202f900 entreprises", "3900", None),
    ("1 300 000", "1300000", None),
    ("1,300,000", "1300000", None),
    ("1.300.000", "1300000", None),
    ("128,000 tokens", "128000", "jeton"),
    ("14.000 postes", "14000", None),
    ("12.500 postes", "12500", None),
    ("1.234 euros", "1234", "EUR"),
    ("5.000 milliards de dollars", "5000000000000", "USD"),
    ("1.250 milliards", "1250000000000", None),
    ("1.234,56 euros", "1234.56", "EUR"),
    ("1,234.56 dollars", "1234.56", "USD"),
    ("$12,500", "12500", "USD"),
    ("1.200 %", "1200", "%"),
    # decimals, and versions
    ("0.125", "0.125", None),
    ("0,000", "0", None),
    ("5,576 millions", "5576000", None),
    ("5.576 millions", "5576000", None),
    ("1.375 milliard d'euros", "1375000000", "EUR"),
    ("1.250 million", "1250000", None),
    ("1.625 tonne", "1.625", "tonne"),
    ("12.375 %", "12.375", "%"),
    ("1.375 GW", "1.375", "GW"),
    ("$1.375 billion", "1375000000", "USD"),
    ("GPT-4.100", "4.1", None),
    ("la version 3.500", "3.5", None),
    ("1,500 tonne", "1.5", "tonne"),
    ("5 000 milliards de dollars", "5000000000000", "USD"),
    ("16,5 trillions", "16500000000000", None),
    ("0,50", "0.5", None),
    ("2 milliards et demi", "2500000000", None),
    ("deux milliards et demi d'euros", "2500000000", "EUR"),
    ("deux ans et demi", "2.5", "an"),
    ("deux cents millions", "200000000", None),
    ("sept cents agents", "700", None),
    ("trois cent cinquante", "350", None),
    ("cinq cent mille", "500000", None),
    ("deux millions cinq cent mille dollars", "2500000", "USD"),
    ("1 milliard 200 millions d'euros", "1200000000", "EUR"),
    ("2 millions 500 000", "2500000", None),
    ("two million five hundred thousand users", "2500000", None),
    ("5 Md USD", "5000000000", "USD"),
    ("deux mille", "2000", None),
    ("mille deux cents", "1200", None),
    ("trente-deux mille cinq cents", "32500", None),
    ("deux mille milliards", "2000000000000", None),
    ("soixante et onze", "71", None),
    ("vingt-et-un", "21", None),
    ("quatre-vingts", "80", None),
    ("quatre-vingt-dix-sept", "97", None),
    ("septante-deux", "72", None),
    ("un millier", "1000", None),
    ("dix gigawatts", "10", "GW"),
    ("7 milliards de paramètres", "7000000000", "paramètre"),
    ("1 million of tokens", "1000000", "jeton"),
    ("trois fois", "3", "fois"),
    ("two hundred million", "200000000", None),
    ("fifty-two weeks", "52", "semaine"),
    ("n°5", "5", None),
    ("GPT-4", "4", None),
]
SEVERAL = [
    ("10-15 %", ["10", "15 %"]),
    ("800 entreprises sur 3 900", ["800", "3900"]),
    ("de 22 % à 29 %.", ["22 %", "29 %"]),
    ("25/10/2023", ["25", "10", "2023"]),
    ("The company cut 12,500 of its jobs, or 1.250 percent", ["12500", "1.25 %"]),
    ("It has 1,250,000 users and 3,500 partners", ["1250000", "3500"]),
    ("dix millions deux ans plus tard", ["10000000", "2 an"]),
    ("de dix millions, cinq mille de plus", ["10000000", "5000"]),
    ("5 millions 2024", ["5000000", "2024"]),
    ("2 millions d'euros 500 000 fois", ["2000000 EUR", "500000 fois"]),
    ("gpt4, H100, 8x7B, 405B, 3G, 1er, 21e, 12h30", []),
    ("centaine, dixième, millefeuille, unités", []),
    ("une première, vingt-cinq ans plus tard", ["1", "25 an"]),
]


@pytest.mark.parametrize(("text", "key", "unit"), ONE)
def test_one_quantity(text: str, key: str, unit: str | None) -> None:
    assert [(q.key, q.unit) for q in quantities(f"Il y en a {text}, dit-on.")] == [(key, unit)]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_quantities(text: str, expected: list[str]) -> None:
    assert [" ".join(filter(None, (q.key, q.unit))) for q in quantities(text)] == expected


def test_place_and_spelling() -> None:
    text = "Le fonds met 1,3 milliard d'euros dans deux cents sociétés."
    assert [(text[q.start : q.end], q.spelled) for q in quantities(text)] == [
        ("1,3 milliard d'euros", False),
        ("deux cents", True),
    ]
