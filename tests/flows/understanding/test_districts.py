"""In which district a place lies, measured against landmarks that the table of places does not know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.documents.written import read
from flows.understanding.districts import (
    DISTRICTS,
    district_at,
    district_in,
    district_name,
    is_in_hong_kong,
)

# Well-known buildings, by district; positions to about 100 metres.
LANDMARKS: dict[str, dict[str, list[float]]] = read("""
central-and-western: {International Finance Centre: [22.2855, 114.1577], The University of Hong Kong: [22.2830, 114.1370]}
wan-chai: {Convention Centre: [22.2830, 114.1730], Times Square: [22.2782, 114.1822], Happy Valley Racecourse: [22.2720, 114.1820]}
eastern: {Cityplaza: [22.2866, 114.2178], Eastern Hospital: [22.2690, 114.2366], Museum of Coastal Defence: [22.2816, 114.2355]}
southern: {Queen Mary Hospital: [22.2700, 114.1315], Ocean Park: [22.2467, 114.1750], Stanley Market: [22.2186, 114.2120]}
yau-tsim-mong: {Harbour City: [22.2955, 114.1686], Langham Place: [22.3184, 114.1685], Queen Elizabeth Hospital: [22.3090, 114.1755], Polytechnic University: [22.3045, 114.1797], Science Museum: [22.3010, 114.1775]}
sham-shui-po: {Dragon Centre: [22.3306, 114.1607], City University: [22.3366, 114.1722], Caritas Medical Centre: [22.3410, 114.1530]}
kowloon-city: {Baptist University: [22.3380, 114.1820], Walled City Park: [22.3322, 114.1903], Kai Tak Stadium: [22.3240, 114.1930]}
wong-tai-sin: {Chi Lin Nunnery: [22.3407, 114.2049], Wong Tai Sin Temple: [22.3425, 114.1937]}
kwun-tong: {APM: [22.3121, 114.2254], MegaBox: [22.3200, 114.2085], United Christian Hospital: [22.3225, 114.2280]}
kwai-tsing: {Maritime Square: [22.3586, 114.1077], Princess Margaret Hospital: [22.3410, 114.1345]}
tsuen-wan: {Tsuen Wan Plaza: [22.3710, 114.1110], Disneyland Hotel: [22.3085, 114.0460]}
tuen-mun: {Tuen Mun Hospital: [22.4070, 113.9760], Lingnan University: [22.4100, 113.9830], V City: [22.3945, 113.9735]}
yuen-long: {Yoho Mall: [22.4455, 114.0345], Pok Oi Hospital: [22.4452, 114.0415], Wetland Park: [22.4670, 114.0060]}
north: {North District Hospital: [22.4970, 114.1245], Fanling Station: [22.4920, 114.1386]}
tai-po: {Nethersole Hospital: [22.4590, 114.1750], University of Education: [22.4690, 114.1940], Railway Museum: [22.4480, 114.1645]}
sha-tin: {New Town Plaza: [22.3815, 114.1885], Prince of Wales Hospital: [22.3800, 114.2015], The Chinese University: [22.4190, 114.2070], Sha Tin Racecourse: [22.4000, 114.2050], Heritage Museum: [22.3770, 114.1855]}
sai-kung: {Tseung Kwan O Hospital: [22.3180, 114.2700], University of Science: [22.3364, 114.2655]}
islands: {Big Buddha: [22.2540, 113.9050], Citygate: [22.2893, 113.9405], AsiaWorld-Expo: [22.3210, 113.9430]}
""")


def test_there_are_eighteen_districts_and_each_has_landmarks() -> None:
    assert len(DISTRICTS) == 18
    assert set(LANDMARKS) == set(DISTRICTS)


def test_nine_landmarks_in_ten_lie_in_their_district() -> None:
    places = [
        (district, at[0], at[1]) for district, found in LANDMARKS.items() for at in found.values()
    ]
    assert len(places) >= 50
    assert all(is_in_hong_kong(latitude, longitude) for _, latitude, longitude in places)
    right = sum(
        district_at(latitude, longitude) == wanted for wanted, latitude, longitude in places
    )
    assert right / len(places) >= 0.9, f"{right} of {len(places)}"


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "inside"),
    [
        ("Lo Wu station", 22.528, 114.113, True),
        ("Lok Ma Chau station", 22.514, 114.065, True),
        ("Sha Tau Kok", 22.545, 114.212, True),
        ("Tung Ping Chau", 22.543, 114.433, True),
        ("Po Toi", 22.168, 114.260, True),
        ("Tai O", 22.254, 113.862, True),
        ("Futian, Shenzhen", 22.541, 114.060, False),
        ("Huanggang, Shenzhen", 22.5225, 114.068, False),
        ("Luohu, Shenzhen", 22.542, 114.118, False),
        ("Shekou, Shenzhen", 22.485, 113.915, False),
        ("Yantian, Shenzhen", 22.580, 114.265, False),
        ("Macau", 22.190, 113.550, False),
        ("Zhuhai", 22.270, 113.580, False),
    ],
)
def test_the_border(place: str, latitude: float, longitude: float, inside: bool) -> None:
    assert is_in_hong_kong(latitude, longitude) == inside, place


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("1 Nathan Road, Mong Kok", "yau-tsim-mong"),
        ("旺角彌敦道1號", "yau-tsim-mong"),
        ("上环永乐街", "central-and-western"),
        ("北角英皇道", "eastern"),
        ("新界葵涌", "kwai-tsing"),
        ("荃灣西站", "tsuen-wan"),
        ("沙田第一城", "sha-tin"),
        ("東區走廊", "eastern"),
        ("中西區", "central-and-western"),
        ("SAI KUNG DISTRICT", "sai-kung"),
        ("Tai Po Tsai, Clear Water Bay", "sai-kung"),
        ("Aberdeen Street, Central", "central-and-western"),
        ("5 Stanley Street, Central", "central-and-western"),
        ("香港仔大道 香港仔", "southern"),
        ("深水埗大埔道", "sham-shui-po"),
        ("九龍大埔道100號", ""),
        ("屯門公路", ""),
        ("Prince Edward Road West", ""),
        ("Eastern Street", ""),
        ("Sha Tin or Tuen Mun", ""),
        ("1 Example Road", ""),
        ("", ""),
    ],
)
def test_an_address_names_its_district(address: str, district: str) -> None:
    assert district_in(address) == district


@given(st.text(max_size=300))
def test_any_address_is_read(address: str) -> None:
    assert district_in(address) in {"", *DISTRICTS}


def test_names() -> None:
    assert district_name("sha-tin", "en") == "Sha Tin"
    assert district_name("sha-tin", "zh-Hant") == "沙田區"
    assert district_name("sha-tin", "zh-Hans") == "沙田区"
    assert district_name("sha-tin", "ur") == "Sha Tin"
    assert district_name("atlantis", "en") == "atlantis"
