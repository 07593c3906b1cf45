"""How news call countries whose official names are longer, or that are known by several names, by language.

Each entry is a name and the ISO 3166 code of the country. In languages with cases the usual ones stand beside.
"""

USUAL_NAMES = {
    "*": "USA US|US US|U.S. US|U.S.A. US|UK GB|U.K. GB|UAE AE|U.A.E. AE|DR Congo CD|Taiwan TW|Kosovo XK",
    "en": (
        "United States US|United States of America US|America US|United Kingdom GB|Britain GB|"
        "Great Britain GB|Russia RU|S. Korea KR|N. Korea KP|South Korea KR|North Korea KP|"
        "Iran IR|Syria SY|Vietnam VN|Laos LA|"
        "Tanzania TZ|Venezuela VE|Bolivia BO|Moldova MD|Czech Republic CZ|Czechia CZ|Ivory Coast CI|Burma MM|"
        "Holland NL|Netherlands NL|Palestine PS|Vatican VA|Macedonia MK|Brunei BN|Turkey TR|Swaziland SZ|"
        "Gambia GM|Bahamas BS|Philippines PH|Cape Verde CV|Congo CD|Democratic Republic of Congo CD|"
        "Democratic Republic of the Congo CD|East Timor TL"
    ),
    "de": (
        "USA US|Vereinigte Staaten US|Amerika US|Großbritannien GB|England GB|Russland RU|Südkorea KR|"
        "Nordkorea KP|Iran IR|Syrien SY|Tschechien CZ|Holland NL|Niederlande NL|Türkei TR|Moldau MD|"
        "Weißrussland BY|Belarus BY|Elfenbeinküste CI|Tansania TZ|Bosnien BA|Venezuela VE|Bolivien BO|"
        "Vatikan VA|Kongo CD|Vietnam VN|Laos LA"
    ),
    "fr": (
        "États-Unis US|Etats-Unis US|Royaume-Uni GB|Grande-Bretagne GB|Russie RU|Corée du Sud KR|"
        "Corée du Nord KP|Syrie SY|Iran IR|Vietnam VN|Pays-Bas NL|Tanzanie TZ|Moldavie MD|Venezuela VE|"
        "Bolivie BO|Vatican VA|Birmanie MM|République tchèque CZ|RDC CD|Centrafrique CF|Biélorussie BY|"
        "Palestine PS"
    ),
    "es": (
        "Estados Unidos US|EE.UU. US|EE UU US|EEUU US|Reino Unido GB|Gran Bretaña GB|Rusia RU|"
        "Corea del Sur KR|Corea del Norte KP|Siria SY|Irán IR|Vietnam VN|Países Bajos NL|Holanda NL|"
        "Venezuela VE|Bolivia BO|Moldavia MD|Vaticano VA|República Checa CZ|Palestina PS|Bielorrusia BY"
    ),
    "it": (
        "Stati Uniti US|Usa US|Regno Unito GB|Gran Bretagna GB|Russia RU|Corea del Sud KR|Corea del Nord KP|"
        "Siria SY|Iran IR|Vietnam VN|Olanda NL|Paesi Bassi NL|Venezuela VE|Bolivia BO|Moldavia MD|"
        "Vaticano VA|Palestina PS"
    ),
    "pt": (
        "Estados Unidos US|EUA US|Reino Unido GB|Grã-Bretanha GB|Rússia RU|Coreia do Sul KR|"
        "Coreia do Norte KP|Síria SY|Irã IR|Irão IR|Vietnã VN|Holanda NL|Países Baixos NL|Venezuela VE|"
        "Bolívia BO|Vaticano VA|Palestina PS"
    ),
    "nl": (
        "Verenigde Staten US|VS US|Verenigd Koninkrijk GB|Groot-Brittannië GB|Rusland RU|Zuid-Korea KR|"
        "Noord-Korea KP|Syrië SY|Iran IR|Vietnam VN|Nederland NL|Tsjechië CZ|Turkije TR|Engeland GB"
    ),
    "sv": (
        "USA US|Storbritannien GB|Ryssland RU|Sydkorea KR|Nordkorea KP|Syrien SY|Iran IR|Tjeckien CZ|"
        "Turkiet TR|Nederländerna NL|England GB"
    ),
    "no": (
        "USA US|Storbritannia GB|Russland RU|Sør-Korea KR|Nord-Korea KP|Syria SY|Iran IR|Tsjekkia CZ|"
        "Tyrkia TR|Nederland NL|England GB"
    ),
    "da": (
        "USA US|Storbritannien GB|Rusland RU|Sydkorea KR|Nordkorea KP|Syrien SY|Iran IR|Tjekkiet CZ|"
        "Tyrkiet TR|Holland NL|England GB"
    ),
    "pl": (
        "USA US|Stany Zjednoczone US|Wielka Brytania GB|Rosja RU|Rosji RU|Polsce PL|Polski PL|Ukrainie UA|"
        "Ukrainy UA|Korea Południowa KR|Korea Północna KP|Syria SY|Iran IR|Niemczech DE|Niemiec DE|"
        "Holandia NL|Mołdawia MD"
    ),
    "ru": (
        "США US|Россия RU|России RU|Россию RU|Великобритания GB|Великобритании GB|Южная Корея KR|"
        "Северная Корея KP|Сирия SY|Сирии SY|Иран IR|Вьетнам VN|Украины UA|Украине UA|Украину UA|"
        "Белоруссия BY|Белоруссии BY|Молдавия MD|Германии DE|Франции FR|Турции TR|Китая CN|Китае CN|"
        "Нидерланды NL|Голландия NL"
    ),
    "uk": (
        "США US|Росія RU|Росії RU|Росію RU|Україні UA|України UA|Україну UA|Велика Британія GB|"
        "Великої Британії GB|Південна Корея KR|Північна Корея KP|Сирія SY|Сирії SY|Іран IR|Німеччини DE|"
        "Франції FR|Польщі PL|Китаю CN"
    ),
    "tr": (
        "ABD US|İngiltere GB|Birleşik Krallık GB|Rusya RU|Güney Kore KR|Kuzey Kore KP|Suriye SY|İran IR|"
        "Türkiye TR|Hollanda NL"
    ),
    "el": ("ΗΠΑ US|Βρετανία GB|Ρωσία RU|Ρωσίας RU|Νότια Κορέα KR|Συρία SY|Ιράν IR|Ελλάδας GR|Τουρκίας TR|Τσεχία CZ"),
    "zh": (
        "美国 US|美國 US|英国 GB|英國 GB|韩国 KR|韓國 KR|朝鲜 KP|北韓 KP|俄罗斯 RU|俄羅斯 RU|叙利亚 SY|"
        "敘利亞 SY|伊朗 IR|越南 VN|中国 CN|中國 CN|台湾 TW|台灣 TW|香港 HK|德國 DE|法國 FR|澳大利亚 AU|"
        "澳洲 AU|乌克兰 UA|烏克蘭 UA|以色列 IL|阿联酋 AE"
    ),
    "ja": (
        "アメリカ US|米国 US|英国 GB|イギリス GB|韓国 KR|北朝鮮 KP|ロシア RU|シリア SY|イラン IR|中国 CN|"
        "台湾 TW|香港 HK|日本 JP|豪州 AU|オーストラリア AU|ベトナム VN"
    ),
    "ko": (
        "미국 US|영국 GB|한국 KR|대한민국 KR|북한 KP|러시아 RU|시리아 SY|이란 IR|중국 CN|대만 TW|홍콩 HK|"
        "베트남 VN|일본 JP"
    ),
    "ar": (
        "أمريكا US|أميركا US|الولايات المتحدة US|بريطانيا GB|المملكة المتحدة GB|روسيا RU|سوريا SY|"
        "إيران IR|ايران IR|كوريا الجنوبية KR|كوريا الشمالية KP|الإمارات AE|السعودية SA|مصر EG|تركيا TR|"
        "فلسطين PS|إسرائيل IL|لبنان LB"
    ),
    "he": 'ארצות הברית US|ארה"ב US|בריטניה GB|רוסיה RU|סוריה SY|איראן IR|דרום קוריאה KR|ישראל IL',
    "hi": "अमेरिका US|ब्रिटेन GB|रूस RU|दक्षिण कोरिया KR|सीरिया SY|ईरान IR|भारत IN|चीन CN|पाकिस्तान PK",
}
