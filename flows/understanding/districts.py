"""Hong Kong's eighteen districts, and in which of them a place lies.

A pin belongs to the district of the nearest of some 220 places below, which were placed by hand. That
is a likelihood, not a survey: near a boundary it is wrong now and then, so whoever is shown it reads
“probably”. How often it is right is measured in the tests, against landmarks that are not in the table.
An address belongs to the district whose name, or the name of a place in it, stands there; streets
named after another place (Aberdeen Street, 大埔道) do not count.
"""

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from flows.match import fold

DISTRICTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        name.replace(" ", "-").lower(): {"en": name, "zh-Hant": hant, "zh-Hans": hans}
        for name, hant, hans in (
            ("Central and Western", "中西區", "中西区"),
            ("Wan Chai", "灣仔區", "湾仔区"),
            ("Eastern", "東區", "东区"),
            ("Southern", "南區", "南区"),
            ("Yau Tsim Mong", "油尖旺區", "油尖旺区"),
            ("Sham Shui Po", "深水埗區", "深水埗区"),
            ("Kowloon City", "九龍城區", "九龙城区"),
            ("Wong Tai Sin", "黃大仙區", "黄大仙区"),
            ("Kwun Tong", "觀塘區", "观塘区"),
            ("Kwai Tsing", "葵青區", "葵青区"),
            ("Tsuen Wan", "荃灣區", "荃湾区"),
            ("Tuen Mun", "屯門區", "屯门区"),
            ("Yuen Long", "元朗區", "元朗区"),
            ("North", "北區", "北区"),
            ("Tai Po", "大埔區", "大埔区"),
            ("Sha Tin", "沙田區", "沙田区"),
            ("Sai Kung", "西貢區", "西贡区"),
            ("Islands", "離島區", "离岛区"),
        )
    }
)
# Places by district: English, Chinese, latitude and longitude in degrees WGS 84, to about 200 metres.
_PLACES = """
central-and-western
  Central 中環 22.2819 114.1581; Sheung Wan 上環 22.2866 114.1519; Sai Ying Pun 西營盤 22.2856 114.1427
  Kennedy Town 堅尼地城 22.2813 114.1288; Shek Tong Tsui 石塘咀 22.2858 114.1350; Mid-Levels 半山 22.2785 114.1500
  The Peak 山頂 22.2711 114.1497; Admiralty 金鐘 22.2790 114.1646; Mount Davis 摩星嶺 22.2760 114.1240
wan-chai
  Wan Chai 灣仔 22.2776 114.1733; Causeway Bay 銅鑼灣 22.2803 114.1850; Happy Valley 跑馬地 22.2690 114.1845
  Tai Hang 大坑 22.2780 114.1930; Jardine's Lookout 渣甸山 22.2690 114.1960; Stubbs Road 司徒拔道 22.2670 114.1790
  Victoria Park 維多利亞公園 22.2822 114.1888; Tin Hau 天后 22.2825 114.1915
eastern
  Fortress Hill 炮台山 22.2881 114.1937; North Point 北角 22.2912 114.2008; Quarry Bay 鰂魚涌 22.2879 114.2097
  Tai Koo 太古 22.2846 114.2163; Sai Wan Ho 西灣河 22.2822 114.2220; Shau Kei Wan 筲箕灣 22.2790 114.2289
  Heng Fa Chuen 杏花邨 22.2768 114.2398; Chai Wan 柴灣 22.2646 114.2371; Siu Sai Wan 小西灣 22.2630 114.2480
  Braemar Hill 寶馬山 22.2850 114.1990; Mount Parker 柏架山 22.2720 114.2160
southern
  Aberdeen 香港仔 22.2480 114.1540; Ap Lei Chau 鴨脷洲 22.2420 114.1560; Wong Chuk Hang 黃竹坑 22.2480 114.1680
  Deep Water Bay 深水灣 22.2440 114.1850; Repulse Bay 淺水灣 22.2370 114.1970; Stanley 赤柱 22.2190 114.2130
  Tai Tam 大潭 22.2430 114.2230; Shek O 石澳 22.2310 114.2520; Pok Fu Lam 薄扶林 22.2620 114.1370
  Cyberport 數碼港 22.2610 114.1300; Chung Hom Kok 舂坎角 22.2170 114.2000; Wah Fu 華富 22.2500 114.1380
  Big Wave Bay 大浪灣 22.2470 114.2460; Sandy Bay 沙灣 22.2685 114.1260; Tin Wan 田灣 22.2510 114.1490
yau-tsim-mong
  Tsim Sha Tsui 尖沙咀 22.2975 114.1722; Tsim Sha Tsui East 尖東 22.2990 114.1780; Jordan 佐敦 22.3049 114.1717
  Yau Ma Tei 油麻地 22.3128 114.1707; Mong Kok 旺角 22.3193 114.1694; Prince Edward 太子 22.3245 114.1683
  Tai Kok Tsui 大角咀 22.3210 114.1610; Olympian City 奧海城 22.3170 114.1600; West Kowloon 西九龍 22.3040 114.1600
  King's Park 京士柏 22.3110 114.1755
sham-shui-po
  Sham Shui Po 深水埗 22.3307 114.1622; Cheung Sha Wan 長沙灣 22.3354 114.1560; Lai Chi Kok 荔枝角 22.3373 114.1480
  Mei Foo 美孚 22.3376 114.1378; Shek Kip Mei 石硤尾 22.3320 114.1688; Nam Cheong 南昌 22.3268 114.1537
  Yau Yat Tsuen 又一村 22.3300 114.1745; So Uk 蘇屋 22.3420 114.1560; Stonecutters Island 昂船洲 22.3230 114.1370
kowloon-city
  Kowloon City 九龍城 22.3290 114.1900; Kowloon Tong 九龍塘 22.3370 114.1780; Ho Man Tin 何文田 22.3150 114.1820
  Hung Hom 紅磡 22.3060 114.1860; Whampoa 黃埔 22.3050 114.1900; To Kwa Wan 土瓜灣 22.3170 114.1880
  Kai Tak 啟德 22.3260 114.1990; Ma Tau Wai 馬頭圍 22.3210 114.1850; Beacon Hill 筆架山 22.3430 114.1760
  Ma Tau Kok 馬頭角 22.3200 114.1920
wong-tai-sin
  Wong Tai Sin 黃大仙 22.3418 114.1938; Diamond Hill 鑽石山 22.3400 114.2016; Choi Hung 彩虹 22.3355 114.2080
  San Po Kong 新蒲崗 22.3360 114.1980; Tsz Wan Shan 慈雲山 22.3490 114.2000; Lok Fu 樂富 22.3380 114.1870
  Wang Tau Hom 橫頭磡 22.3410 114.1840; Ngau Chi Wan 牛池灣 22.3370 114.2100; Fei Ngo Shan 飛鵝山 22.3440 114.2150
kwun-tong
  Kwun Tong 觀塘 22.3122 114.2264; Ngau Tau Kok 牛頭角 22.3154 114.2190; Kowloon Bay 九龍灣 22.3235 114.2140
  Lam Tin 藍田 22.3068 114.2330; Yau Tong 油塘 22.2980 114.2370; Lei Yue Mun 鯉魚門 22.2890 114.2390
  Sau Mau Ping 秀茂坪 22.3220 114.2330; Shun Lee 順利 22.3330 114.2230; Jordan Valley 佐敦谷 22.3270 114.2230
kwai-tsing
  Kwai Chung 葵涌 22.3640 114.1320; Kwai Fong 葵芳 22.3569 114.1277; Kwai Hing 葵興 22.3632 114.1312
  Lai King 荔景 22.3485 114.1262; Tsing Yi 青衣 22.3585 114.1080; Tsing Yi South 青衣南 22.3400 114.0980
  Container Port 貨櫃碼頭 22.3450 114.1150; Tsing Yi West 青衣西 22.3480 114.0850; Shek Lei 石籬 22.3680 114.1400
tsuen-wan
  Tsuen Wan 荃灣 22.3736 114.1178; Sham Tseng 深井 22.3690 114.0600; Ting Kau 汀九 22.3710 114.0780
  Ma Wan 馬灣 22.3500 114.0580; Tai Mo Shan 大帽山 22.4100 114.1240; Disneyland 迪士尼 22.3130 114.0410
  Sunny Bay 欣澳 22.3317 114.0289; Shek Wai Kok 石圍角 22.3770 114.1230; Chuen Lung 川龍 22.3920 114.1090
  Tsuen Wan West 荃灣西 22.3685 114.1100; Tsing Lung Tau 青龍頭 22.3640 114.0420
tuen-mun
  Tuen Mun 屯門 22.3950 113.9730; Siu Hong 兆康 22.4115 113.9785; Gold Coast 黃金海岸 22.3720 113.9930
  So Kwun Wat 掃管笏 22.3760 114.0050; Tai Lam Chung 大欖涌 22.3680 114.0170; Butterfly Bay 蝴蝶灣 22.3740 113.9620
  Lung Kwu Tan 龍鼓灘 22.3920 113.9180; Castle Peak 青山 22.3860 113.9550; Lam Tei 藍地 22.4200 113.9820
  Black Point 爛角咀 22.4130 113.9030; Siu Lam 小欖 22.3660 114.0280
yuen-long
  Yuen Long 元朗 22.4450 114.0220; Tin Shui Wai 天水圍 22.4580 114.0020; Long Ping 朗屏 22.4478 114.0255
  Kam Tin 錦田 22.4400 114.0640; Pat Heung 八鄉 22.4350 114.0980; San Tin 新田 22.4970 114.0740
  Lok Ma Chau 落馬洲 22.5140 114.0650; Mai Po 米埔 22.4880 114.0430; Lau Fau Shan 流浮山 22.4690 113.9830
  Hung Shui Kiu 洪水橋 22.4320 113.9930; Ha Tsuen 廈村 22.4460 113.9900; Shek Kong 石崗 22.4340 114.0870
  Fairview Park 錦綉花園 22.4780 114.0480; Ngau Tam Mei 牛潭尾 22.4790 114.0740; Pak Nai 白泥 22.4450 113.9600
  Tai Tong 大棠 22.4200 114.0300; Au Tau 凹頭 22.4430 114.0420
north
  Sheung Shui 上水 22.5012 114.1280; Fanling 粉嶺 22.4920 114.1386; Lo Wu 羅湖 22.5280 114.1130
  Sha Tau Kok 沙頭角 22.5450 114.2120; Ta Kwu Ling 打鼓嶺 22.5380 114.1530; Kwu Tung 古洞 22.5070 114.1010
  Luk Keng 鹿頸 22.5210 114.2170; Kat O 吉澳 22.5400 114.2900; Ping Che 坪輋 22.5210 114.1580
  Man Kam To 文錦渡 22.5350 114.1290; Heung Yuen Wai 香園圍 22.5530 114.1540; Lai Chi Wo 荔枝窩 22.5270 114.2600
  Kwan Tei 軍地 22.5050 114.1620; Wo Hop Shek 和合石 22.4790 114.1390; Wu Kau Tang 烏蛟騰 22.5040 114.2410
tai-po
  Tai Po Market 大埔墟 22.4445 114.1704; Tai Po 大埔 22.4500 114.1680; Tai Wo 太和 22.4511 114.1610
  Tai Po Industrial Estate 大埔工業邨 22.4600 114.1850; Tai Mei Tuk 大美督 22.4740 114.2370; Plover Cove 船灣 22.4720 114.2080
  Lam Tsuen 林村 22.4540 114.1400; Hong Lok Yuen 康樂園 22.4630 114.1560; Tai Po Kau 大埔滘 22.4270 114.1830
  Hoi Ha 海下 22.4680 114.3340; Wong Shek 黃石 22.4370 114.3360; Tap Mun 塔門 22.4720 114.3610
  Tung Ping Chau 東坪洲 22.5430 114.4330; Chek Keng 赤徑 22.4200 114.3580; Kadoorie Farm 嘉道理農場 22.4310 114.1180
  Sham Chung 深涌 22.4460 114.2860
sha-tin
  Sha Tin 沙田 22.3820 114.1880; Tai Wai 大圍 22.3727 114.1787; Fo Tan 火炭 22.3954 114.1982
  Ma Liu Shui 馬料水 22.4137 114.2102; Ma On Shan 馬鞍山 22.4250 114.2310; Wu Kai Sha 烏溪沙 22.4291 114.2440
  City One 第一城 22.3830 114.2038; Shek Mun 石門 22.3876 114.2085; Siu Lek Yuen 小瀝源 22.3810 114.2140
  Tai Shui Hang 大水坑 22.4084 114.2224; Lion Rock 獅子山 22.3545 114.1870; Hin Keng 顯徑 22.3638 114.1710
  Kwun Yam Shan 觀音山 22.3640 114.2120; Kau To Shan 九肚山 22.4060 114.1980
sai-kung
  Sai Kung 西貢 22.3810 114.2710; Tseung Kwan O 將軍澳 22.3075 114.2600; Hang Hau 坑口 22.3155 114.2645
  Po Lam 寶琳 22.3226 114.2577; Tiu Keng Leng 調景嶺 22.3045 114.2527; Lohas Park 日出康城 22.2955 114.2690
  Clear Water Bay 清水灣 22.2900 114.2950; Pak Tam Chung 北潭涌 22.3970 114.3220; Long Ke 浪茄 22.3720 114.3780
  Tai Long Wan 大浪西灣 22.3990 114.3780; Ho Chung 蠔涌 22.3530 114.2480; Tai Po Tsai 大埔仔 22.3390 114.2600
  Sharp Island 橋咀洲 22.3620 114.2900; Hebe Haven 白沙灣 22.3640 114.2600; High Island 糧船灣 22.3610 114.3530
  Silverstrand 銀線灣 22.3250 114.2780
islands
  Tung Chung 東涌 22.2890 113.9410; Airport 機場 22.3080 113.9185; Mui Wo 梅窩 22.2650 113.9970
  Discovery Bay 愉景灣 22.2960 114.0160; Tai O 大澳 22.2540 113.8620; Cheung Chau 長洲 22.2080 114.0290
  Peng Chau 坪洲 22.2850 114.0390; Yung Shue Wan 榕樹灣 22.2260 114.1120; Sok Kwu Wan 索罟灣 22.2060 114.1310
  Ngong Ping 昂坪 22.2550 113.9050; Pui O 貝澳 22.2410 113.9770; Cheung Sha 長沙 22.2330 113.9530
  Shek Pik 石壁 22.2290 113.8950; Po Toi 蒲台島 22.1680 114.2600; Lamma Island 南丫島 22.2080 114.1230
  Lantau Island 大嶼山 22.2600 113.9400; Chi Ma Wan 芝麻灣 22.2380 114.0000; Siu Ho Wan 小蠔灣 22.3060 113.9830
"""
# Hong Kong's land and waters, within some 300 metres: latitude, longitude, clockwise from Deep Bay.
_OUTLINE = (
    (22.4350, 113.8780), (22.4750, 113.9500), (22.4990, 114.0080), (22.5060, 114.0480),
    (22.5170, 114.0640), (22.5180, 114.0800), (22.5300, 114.0930), (22.5325, 114.1130),
    (22.5390, 114.1300), (22.5460, 114.1480), (22.5570, 114.1500), (22.5620, 114.1640),
    (22.5560, 114.1780), (22.5540, 114.1900), (22.5490, 114.2200), (22.5500, 114.2350),
    (22.5630, 114.2600), (22.5690, 114.3200), (22.5650, 114.4300), (22.5620, 114.4700),
    (22.4000, 114.5000), (22.1440, 114.5000), (22.1440, 113.8300), (22.3500, 113.8350),
)  # fmt: skip
_STREET = r"(?: (?:street|st|road|rd|avenue|ave|path|lane|drive|terrace|crescent|highway))(?: |$)"
_CHINESE_STREET = "道街路里徑径巷坊坳公"
# Too short or too common to say alone which district is meant.
_VAGUE = frozenset({"central", "jordan", "stanley", "north", "eastern", "southern", "islands"})


def is_in_hong_kong(latitude: float, longitude: float) -> bool:
    """Whether the point, in degrees WGS 84, lies in Hong Kong, to some 300 metres."""
    inside = False
    for (north, east), (south, west) in zip(_OUTLINE, (*_OUTLINE[1:], _OUTLINE[0]), strict=True):
        if (north > latitude) != (south > latitude):
            crossing = east + (latitude - north) / (south - north) * (west - east)
            inside ^= longitude < crossing
    return inside


def district_at(latitude: float, longitude: float) -> str:
    """The id of the district in which the point, in degrees WGS 84, probably lies."""
    width = math.cos(math.radians(22.35))
    return min(
        _points(), key=lambda one: math.hypot(latitude - one[1], (longitude - one[2]) * width)
    )[0]


def district_in(address: str) -> str:
    """The id of the district that ``address`` names, in Chinese or English; empty if none or two.

    A district's own name counts before the places in it.
    """
    folded = f" {fold(address)} "
    for names in (_names(), _place_names()):
        found = {district for name, district in names.items() if _stands_in(name, folded, names)}
        if len(found) == 1:
            return found.pop()
    return ""


def district_name(district: str, language: str) -> str:
    """What ``language`` calls a district; the id itself where it is none of ours."""
    names = DISTRICTS.get(district)
    if names is None:
        return district
    return names.get(language) or names["zh-Hant" if language.startswith("zh") else "en"]


def _stands_in(name: str, folded: str, names: Mapping[str, str]) -> bool:
    """Whether ``name`` stands in the address as a place: no street's name, nor part of a longer one."""
    start = folded.find(name)
    while start >= 0:
        end = start + len(name)
        longer = any(
            name in other
            and other != name
            and folded.find(other, max(0, end - len(other)), start + len(other)) >= 0
            for other in names
        )
        if not longer and not _is_street(name, folded, start, end):
            return True
        start = folded.find(name, start + 1)
    return False


def _is_street(name: str, folded: str, start: int, end: int) -> bool:
    if not name.isascii():
        return folded[end : end + 1] in _CHINESE_STREET and folded[end : end + 1] != ""
    if folded[start - 1] != " " or folded[end] != " ":
        return True  # within a word
    return re.match(_STREET, folded[end:]) is not None


@lru_cache(maxsize=1)
def _points() -> tuple[tuple[str, float, float], ...]:
    return tuple(
        (district, latitude, longitude) for district, _, _, latitude, longitude in _table()
    )


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """The folded names of the districts: with “district”, and bare where that is no other word."""
    found: dict[str, str] = {}
    for district, names in DISTRICTS.items():
        found[fold(names["en"]) + " district"] = district
        found[fold(names["zh-Hant"])] = district
    return found


@lru_cache(maxsize=1)
def _place_names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for district, english, chinese, _, _ in _table():
        found[fold(chinese)] = district
        found[fold(english)] = district
    for district, names in DISTRICTS.items():
        name = fold(names["en"])
        if name not in _VAGUE:
            found.setdefault(name, district)
    return found


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, str, str, float, float], ...]:
    found = []
    district = ""
    for line in _PLACES.strip().splitlines():
        if not line.startswith(" "):
            district = line
            continue
        for place in line.split(";"):
            *english, chinese, latitude, longitude = place.split()
            found.append((district, " ".join(english), chinese, float(latitude), float(longitude)))
    return tuple(found)
