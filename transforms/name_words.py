"""Words that tell what a capitalised word is: given names, titles, words of organisations and places, and no names.

Facts of languages, written down for `names.py`; they need not be whole. A word stands here if it is usual in several
countries' news; what is not listed is judged by where it stands.
"""

from __future__ import annotations

from transforms.gazetteer import folded


def _words(text: str) -> frozenset[str]:
    return frozenset(folded(word) if not word.isascii() else word for word in text.split())


# The most usual given names of many countries, folded: in lower case, without accents.
GIVEN_NAMES = _words("""
aaron abbas abdel abdul abdullah abigail adam adele adolfo adrian adriana agnes agnieszka ahmad ahmed aisha akira
alain alan albert alberto alejandra alejandro aleksandar aleksander aleksandr alena alessandra alessandro alex
alexander alexandra alexandre alexei alexey alexis alfred alfredo ali alice alicia alina alison allison alvaro
amanda amelia amir amy ana anastasia anders andre andrea andreas andrei andrej andres andrew andrey andrzej andy
angela angelo angelica anita anja ann anna anne annette annika anthony anton antonella antonia antonio antony ari
ariel armando arne arnaud arnold arthur artur arturo astrid aung aurelie axel ayse barack barbara bart bartosz
bashar beatrice beatriz ben benedict benjamin benoit bernard bernardo bernd bernie beth bianca bill birgit bjorn bo
bob bogdan boris brad brandon brenda brett brian bridget brigitte bruce bruno bryan camila camille carl carla carlo
carlos carmen carol carolina caroline carolyn carsten catalina caterina catherine cathy cecilia cedric celine cesar
charles charlie charlotte cheryl chloe chris christa christian christiane christina christine christoph christophe
christopher cindy claire clara claude claudia claudio clemens colin connor constantin craig cristian cristiano
cristina cynthia cyril damian damien dan daniel daniela daniele danielle danny dariusz darren dave david davide dawn
dean deborah debbie denis denise dennis derek diana diane dick diego dieter dietmar dilma dimitri dimitrios dirk
dmitri dmitry dmytro dolores dominic dominik dominique don donald donna dora doris dorothy doug douglas duncan dylan
edgar edith eduardo edward edwin eileen ekaterina elaine elena eleni elias elisa elisabeth elizabeth elke ella ellen
elliot elon elsa emanuel emil emilia emilie emilio emily emine emma emmanuel enrico enrique eric erica erich erik
erika erin ernest ernesto ernst esther ethan eugene eva evelyn evgeny fabian fabien fabio fabrice farid fatima fatma
federica federico felipe felix ferdinand fernanda fernando filip filippo fiona flavia florence florian frances
francesca francesco francis francisco franck franco francois francoise frank franz fred frederic frederick frederik
frida friedrich fritz fumio gabriel gabriela gabriele gabrielle gareth gary gemma geoff geoffrey georg george
georges georgia georgios gerald gerard gerd gerhard gianluca gianni gilles gina giorgia giorgio giovanna giovanni
giulia giuseppe gloria gordon grace graham greg gregor gregory greta grzegorz guadalupe guido guillaume guillermo
gunnar gunter gustav gustavo guy hanna hannah hans harald harold harriet harris harry hartmut hasan hassan heather
hector heidi heike heiko heinrich heinz helen helena helene helmut hendrik henri henrik henry herbert hermann hilary
hillary hiroshi holger holly horst howard hubert hugh hugo hussein ian ibrahim ida ignacio igor ilaria ilse imran
ines inga inge ingo ingrid irena irene irina iris isaac isabel isabella isabelle ismail ivan ivana ivo jack jackie
jacob jacqueline jacques jaime jair jake jakob jakub james jamie jan jana jane janet janina janine janusz jared
jason javier jay jean jeanne jeff jeffrey jennifer jenny jens jeremy jerome jerry jerzy jesper jessica jesus jill
jim jimena jimmy jo joachim joan joana joann joanna joao joaquin jochen joe joel joelle johan johanna johannes john
johnny jon jonas jonathan jorg jorge jose josef josefina joseph josh joshua joyce juan juana juanita juergen judith
julia julian juliana julie julien juliette julio julius jurgen justin justyna kai kamal kamala karel karen karim
karin karl karla karol karolina karsten kate katarina katarzyna katharina katherine kathleen kathrin kathryn kathy
katie katja katrin kay kazuo keir keith kelly ken kenji kenneth kerstin kevin khaled khalid kim kimberly kirill
kirsten klaus konrad konstantin kristen kristian kristin kristina krzysztof kurt kyle lachlan lars laura lauren
laurence laurent lawrence lea leah lech lee lena leo leon leonard leonardo leonid leopold leslie leticia lewis li
liam liana lidia lilian lily linda lindsay lindsey lisa liz lorenzo louis louise lourdes luc luca lucas lucia lucie
luciano ludwig luigi luis luisa luiz lukas lukasz luke lutz lydia lynn maciej madeleine magdalena magnus mahmoud
maja malcolm malgorzata manfred manuel manuela mara marc marcel marcela marcelo marcia marcin marco marcos marcus
marek margaret margarita maria mariana marianne marie marina mario marion marisa mark marko markus marta martha
martin martina martine mary masha mateo mateusz matt matteo matthew matthias matthieu mattias maureen maurice
mauricio mauro max maxim maxime maximilian maya megan mehmet mei melanie melissa mercedes mette mia micah michael
michaela michal michel michele michelle mick miguel mihai mikael mike mikhail milan milos minh miriam mirko mohamed
mohammad mohammed mohamad moises molly monica monika morgan moritz morten muhammad murat mustafa myriam nadia nadine
naomi narendra natalia natalie natasha nathalie nathan neil nelson nestor niall nicholas nick nicola nicolas nicole
niels nigel nikita nikolai nikolaj nikolaos nikos nils nina noah noel noemi nora norbert norman nuno octavio oksana
ola olaf ole oleg oleksandr olena olga oliver olivia olivier omar oscar oskar otto owen pablo paola paolo pascal
patrice patricia patricio patrick patrik paul paula paulina paulo pavel pawel pedro penny per pete peter petr petra
petro phil philip philipp philippa philippe phillip pierre pietro piotr priya quentin rachel radoslaw rafael
raffaele rahul rainer raj rajesh ralf ralph ramon ramona randy raphael raquel raul ray raymond rebecca regina
reinhard remi rene renata renate ricardo riccardo richard rick rob robert roberta roberto robin rodrigo roger roland
rolf roman ron ronald ronan rosa rosario rose rosemary ross roxana roy ruben rudi rudolf rudolph rupert russell ruth
ryan sabine sabrina sally salvador salvatore sam samantha samir samuel sandra sandrine sandy sanjay sara sarah
sascha scott sean sebastian sebastien serena serge sergei sergey sergio seth shane shannon sharon shaun sheila
shinzo shirley silke silvia simon simona simone sofia sofie solange sonia sonja sophia sophie stacey stacy stanislav
stanislaw stefan stefanie stefano steffen stella stephan stephane stephanie stephen steve steven stewart stuart sue
sunil susan susana susanna susanne suzanne sven svetlana sylvain sylvia sylvie tadeusz takashi tamara tania tanja
tanya tara taro tatiana tatjana ted teresa terry thabo theo theodor theodore theresa therese thierry thilo thomas
thorsten tim timo timothy tina tobias todd tom tomas tomasz tommaso tommy toni tony torsten tracy travis trevor
tristan tyler udo ulf ulla ulrich ulrike ursula ute uwe vadim valentin valentina valeria valerie vanessa vera
veronica veronika vicente vicky victor victoria viktor viktoria vincent vincenzo viola virginie vitali vitaly vivian
vladimir volker volodymyr waldemar walter waltraud warren wayne wendy werner wilfried wilhelm will willem william
willy winfried winston wojciech wolfgang xavier xi yan yana yann yannick yasmin yoko yolanda yuki yulia yuri yusuf
yves yvonne zachary zeynep fredrik edin tone stine kanye itamar vetle tuva taylor ruby jensen petter sindre lene
mads rasmus soren jeppe ylva agnete zoe zofia wladimir wolodymyr sergej andrej alexej dimitrij nikolaj jewgeni
michail александр александра алексей анастасия андрей анна антон борис вадим валентин валентина валерий василий вера
виктор виктория виталий владимир владислав вячеслав галина георгий григорий дарья денис дмитрий евгений евгения
екатерина елена иван игорь илья ирина кирилл константин лев леонид людмила максим марина мария михаил надежда
наталья никита николай олег ольга павел петр полина роман светлана семен сергей станислав татьяна федор юлия юрий
ярослав олександр олександра андрии катерина дмитро володимир наталія олена сергіи микола ірина юліа тетяна петро
іван михаило γιωργος γιαννης δημητρης κωστας νικος μαρια ελενη κατερινα αννα χρηστος παναγιωτης βασιλης αλεξης
κυριακος σοφια
""")

# In front of a person's name, folded.
TITLES = _words("""
mr mrs ms miss mx dr prof sir dame lord lady king queen prince princess duke duchess pope emperor sheikh rabbi imam
president vice-president minister premier chancellor senator congressman congresswoman representative governor mayor
ambassador secretary commissioner judge justice attorney prosecutor general colonel major captain lieutenant
sergeant admiral commander officer detective inspector superintendent constable sheriff chief coach manager
professor doctor director chairman chairwoman chair chairperson spokesman spokeswoman spokesperson leader bishop
archbishop cardinal reverend father sister brother saint councillor councilman alderman deputy sen rep gov gen col
capt lt sgt maj cmdr rev hon pm ceo cfo speaker executive editor analyst candidate herr frau prasident prasidentin
kanzler kanzlerin minister ministerin bundeskanzler bundeskanzlerin bundesprasident ministerprasident
ministerprasidentin burgermeister burgermeisterin oberburgermeister oberburgermeisterin sprecher sprecherin
vorsitzender vorsitzende chef chefin direktor direktorin konig konigin prinz prinzessin papst bischof senatorin
trainer trainerin kapitan autor autorin regisseur regisseurin schauspieler schauspielerin sanger sangerin monsieur
madame mme mlle president presidente ministre depute deputee maire directeur directrice juge roi reine pape senor
senora don dona sr sra presidenta ministro ministra alcalde alcaldesa rey reina papa juez director directora signor
signora premier sindaco re regina senhor senhora prefeito governador deputado senador meneer mevrouw koning koningin
burgemeester voorzitter pan pani prezydent premier minister г-н президент премьер премьер-министр министр глава
губернатор мэр депутат сенатор генерал директор король президент міністр голова мер bay bayan sayin başkan baskan
bakan cumhurbaskani basbakan statsminister statsministeren president kung drottning konge dronning inspector-general
solicitor
""")
# Between them, as in "deputy prime minister": no title alone.
TITLE_PARTS = _words("""
prime foreign vice deputy chief interior finance defence defense health justice education home first former acting
attorney secretary general executive lieutenant police state district u.s then managing senior assistant associate
interim press premier ex
""")

# In the name of an organisation, folded; at its beginning or its end.
ORGANISATION_WORDS = _words("""
embassy consulate bank university college institute institution ministry department agency authority commission
committee council court congress senate parliament assembly association federation confederation union league
foundation fund trust society party company corporation corp inc ltd llc plc co group holdings partners industries
airlines airways motors records studios pictures entertainment media news times post herald tribune journal gazette
guardian telegraph press radio television network broadcasting magazine books publishing hospital clinic school
academy museum gallery orchestra theatre theater church police army navy guard force forces fire club fc united
athletic rovers office bureau service services administration board center centre laboratory laboratories lab labs
alliance coalition movement front organization organisation international systems technologies technology software
energy oil gas electric power pharmaceuticals insurance capital securities exchange reserve treasury house
communications telecom mobile railway railways transport football cricket team brigade battalion regiment squad
command cabinet government council tribunal secretariat chamber guild syndicate cooperative initiative project
programme program consulting solutions analytics gmbh ag kg se ev mbh verein verband bund bundesamt landesamt amt
ministerium universitat hochschule institut stiftung partei gesellschaft gruppe zeitung rundfunk gericht
bundesgericht landgericht amtsgericht oberlandesgericht klinik klinikum krankenhaus werke bahn polizei feuerwehr
gewerkschaft kammer rat senat bundestag bundesrat landtag banque universite institut ministere agence commission
comite conseil cour assemblee syndicat federation fondation societe compagnie groupe parti hopital ecole eglise
armee gendarmerie tribunal banco universidad instituto ministerio agencia comision comite consejo corte tribunal
congreso senado parlamento asociacion federacion fundacion sociedad compania grupo partido hospital escuela iglesia
policia ejercito banca universita istituto ministero agenzia commissione comitato consiglio camera senato
associazione federazione fondazione societa gruppo partito ospedale scuola chiesa polizia esercito universidade
instituto ministerio agencia comissao conselho camara associacao federacao fundacao sociedade empresa universiteit
ministerie vereniging stichting partij gemeente politie uniwersytet ministerstwo instytut komisja rada sad partia
stowarzyszenie университет министерство институт комиссия комитет совет суд партия банк компания агентство союз
федерация фонд дума університет міністерство інститут комісія комітет рада суд партія банк компанія агентство
universitetet sverige polisen myndigheten partiet universitesi bakanligi partisi bankasi dernegi
""")
# In names of places, folded; at their ends, or in Romance languages at their beginnings.
PLACE_WORDS = _words("""
river lake mount mountain mountains sea ocean bay gulf strait island islands peninsula valley canyon desert forest
park beach coast cape harbour harbor port airport station street avenue road square lane boulevard bridge tunnel
county province district region city town village hills heights creek falls springs point reef territory territories
border highway plaza peak glacier canal dam state strasse platz allee flughafen bahnhof see insel berg gebirge tal
meer kreis landkreis rue avenue place boulevard lac mer mont montagne ile iles riviere aeroport gare calle plaza
avenida rio lago mar monte isla islas sierra puerto aeropuerto via piazza corso fiume mare isola isole porto
aeroporto rua praia ilha ilhas ulica plac straat plein улица площадь река озеро море остров область район край
""")
# Names of seats that stand for who sits there, and of parliaments.
SEATS = frozenset(
    [
        "white house",
        "downing street",
        "wall street",
        "kremlin",
        "pentagon",
        "scotland yard",
        "supreme court",
        "congress",
        "senate",
        "parliament",
        "bundestag",
        "bundesrat",
        "landtag",
        "knesset",
        "duma",
        "weisses haus",
        "kreml",
    ]
)
# Alone they are no name, whatever their capital: heads of names, and what is capitalised out of respect.
GENERIC = (
    ORGANISATION_WORDS - _words("congress senate parliament bundestag bundesrat landtag kremlin pentagon")
    | PLACE_WORDS
    | TITLES
    | _words("""
democratic parliamentary presidential federal national international god bible quran islam christianity internet web
earth sun moon west east north south western eastern northern southern northeast northwest southeast southwest
christmas easter ramadan hanukkah thanksgiving halloween christian christians muslim muslims jewish jew jews
catholic catholics protestant protestants sunni shiite shia hindu hindus buddhist democrat democrats republican
republicans conservative conservatives liberal liberals labour tory tories communist nazi nazis marxist white black
hispanic latino indigenous covid covid-19 coronavirus pandemic photo photos video image images read more share
advertisement source sources copyright updated related editor note story continue subscribe newsletter comments
comment sign click here figure table chapter section part article page season episode series facebook-page mom dad
mum grandma grandpa uncle aunt madam ok okay yes no hello thanks please inc etc constitution act law bill amendment
republic kingdom nation world america-first internet online email web site app
""")
)
ACRONYMS_NO_NAMES = _words("""
dc tv ceo cfo coo cto pdf gdp dna rna ai it ok pm am eur usd gbp hiv aids suv vip pr hr faq dvd cd pc id ad bc bce
ce gmt utc est edt cet cest pst pdt html url sms gps api usb led lgbt lgbtq lgbtqi+ lgbtq+ covid ipo vat mps mp mep
meps phd mba ba ma qr vr ar diy rip ps vs vol no nr st km kg mph kwh mw gw ii iii iv vi vii viii ix xi xii xiii xiv
xv xvi xix xx xxi ufo atm pkw lkw kfz uhr mwst gmbh ag usw bzw dr mr mrs ms cv ngo ngos pcr ct mri icu er ivf nft
nfts op ed pov gif jpg iq ict usb-c hdmi nfc gpu cpu ssd ram oled orig gb mb tb kb lte
""")

# In front of a day they make a name.
BEFORE_DAYS = _words("black good cyber super bloody palm easter ash fat")
DAYS_AND_MONTHS = _words("""
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat
sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar marz mai juni juli oktober
dezember janner feber montagmorgen freitagabend lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier
mars avril juin juillet aout septembre octobre novembre decembre lunes martes miercoles jueves viernes sabado
domingo enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre gennaio
febbraio aprile maggio giugno luglio settembre ottobre dicembre lunedi martedi mercoledi giovedi venerdi domenica
janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro maandag dinsdag woensdag donderdag
vrijdag zaterdag zondag januari februari maart augustus ocak subat mart nisan mayis haziran temmuz agustos eylul
ekim kasim aralik pazartesi sali carsamba persembe cuma cumartesi pazar
""")

# Peoples, languages and what belongs to a country, in languages that write them with a capital.
DEMONYMS = _words("""
afghan afghans african africans albanian albanians algerian american americans arab arabs arabic argentine
argentinian armenian armenians asian asians australian australians austrian austrians azerbaijani bahraini
bangladeshi basque belarusian belgian belgians bolivian bosnian brazilian brazilians british briton britons
bulgarian burmese californian cambodian canadian canadians catalan chechen chilean chinese colombian colombians
congolese croatian croats cuban cubans cypriot czech czechs danish danes dutch ecuadorian egyptian egyptians emirati
english estonian ethiopian european europeans filipino filipinos finnish finns french frenchman frenchmen georgian
georgians german germans ghanaian greek greeks guatemalan haitian haitians hawaiian hebrew hindi honduran hungarian
hungarians icelandic indian indians indonesian iranian iranians iraqi iraqis irish israeli israelis italian italians
ivorian jamaican japanese jordanian kazakh kenyan kenyans korean koreans kosovar kurdish kurds kuwaiti latin latvian
lebanese liberian libyan lithuanian londoner londoners macedonian malaysian malian maltese maori mandarin mexican
mexicans moldovan mongolian moroccan mongol mozambican nepalese nepali nigerian nigerians nordic norwegian
norwegians omani ottoman pakistani pakistanis palestinian palestinians panamanian parisian persian peruvian polish
poles portuguese qatari romanian romanians roman romans russian russians rwandan saudi saudis scandinavian scot
scots scottish senegalese serb serbian serbs sicilian slovak slovenian slovene somali somalis soviet spanish
spaniard spaniards sudanese swede swedes swedish swiss syrian syrians taiwanese tanzanian texan thai tibetan
tunisian turk turkish turks ugandan ukrainian ukrainians urdu uighur uyghur uyghurs uzbek venezuelan venezuelans
vietnamese welsh yemeni zambian zimbabwean balkan baltic caribbean mediterranean eurasian siberian transatlantic
atlantic- deutsche deutscher deutschen deutsches amerikaner amerikanerin briten franzosen italiener russen ukrainer
turken europaer israelis palastinenser syrer chinesen osterreicher schweizer slowene slowenin pole polin tscheche
tschechin dane danin schwede schwedin finne finnin ire grieche griechin turke turkin russe russin franzose franzosin
chinese chinesin portugiese portugiesin brite britin spanier italienerin belgier norweger berliner hamburger
munchner munchener kolner wiener frankfurter stuttgarter leipziger dresdner bremer dusseldorfer zurcher londoner
pariser englisch deutsch franzosisch francais francaise francaises allemand allemands allemande americain americains
americaine anglais britannique britanniques russe russes chinois espagnol espagnols italien italiens israelien
israeliens palestinien palestiniens ukrainien ukrainiens europeen europeens nederlandse nederlander nederlanders
duitse duitsers belgische belgen engelse amerikaanse franse russische europees europese nederlands duits frans
amerikaans engels russisch belgisch vlaams vlaamse
""")

# Function words that open sentences; others are found by their frequency.
OPENERS = _words("""
the a an this that these those there here it its he she we they i you his her our their my your one two three four
five six seven eight nine ten some many most much more few several all any each every both either neither no not nor
and or but so if in on at by for from to with without within of off over under about above across after against
along among around as before behind below beneath beside besides between beyond despite during except inside into
like near onto outside past per since than then though although through throughout till toward towards unless until
up upon via when whenever where whereas wherever whether which while who whoever whom whose why what whatever how
however because once only even ever just still yet also again already almost always never often sometimes soon later
earlier today tomorrow yesterday tonight now meanwhile moreover furthermore nevertheless nonetheless therefore thus
hence instead otherwise perhaps maybe indeed finally first second third last next former other others another such
same new old good great big is are was were be been has have had do does did can could may might must shall should
will would let get got make made take see say says said according asked given using following including based police
officials authorities people critics experts scientists researchers investigators residents witnesses supporters
opponents analysts investors thousands hundreds dozens millions speaking born having being looking unlike amid
additionally elsewhere recently currently previously originally eventually initially apparently clearly obviously
unfortunately fortunately interestingly importantly der die das dem den des ein eine einem einen einer und oder aber
auch nicht mit von vom zum zur bei beim nach vor seit im am an auf aus fur uber unter zwischen durch gegen ohne um
bis wie wenn als dass weil da so es er sie wir ihr ich man hier dort dann danach dabei dazu doch noch nur schon
jetzt heute gestern morgen wer was wo warum kein keine mehr viele alle dieser diese dieses jeder jede laut trotz
wegen wahrend zwar denn damit sein seine seiner ihre ihren le la les un une des du de et ou mais au aux en dans sur
pour par avec sans sous ce cette ces cet il elle ils elles on nous vous je qui que quoi dont ou quand comme si selon
apres avant depuis pendant entre chez plus moins tout tous toute toutes el los las lo una unos unas y o pero al del
con sin sobre segun tras desde hasta durante ante bajo este esta estos estas ese esa su sus no mas como cuando donde
porque quien cual aunque ademas mientras tambien ya muy hay es son fue il lo gli i uno e ma di da nel nella nei
nelle sul sulla dal dalla al alla ai alle con per tra fra questo questa questi quello quella che chi cui quando dove
come perche se anche non piu secondo dopo prima durante o os as um uma no na nos nas ao aos pelo pela em com sem por
para segundo apos ate este esta esse essa isso ele ela eles que quem quando onde como porque mas tambem ja nao mais
het een en van voor met bij naar uit door over tegen tijdens volgens deze dit die dat er hij zij wij ze we ook niet
maar w z na do od po przy dla o i a ale nie to jest jak gdy kiedy co kto ten ta te wedlug och men det den en ett i
pa av till for med om vid efter enligt han hon vi de som nar var inte
""")

# Cities whose names are words: read as places only where something else says so.
PLACE_STOPS = _words("""
amazon jupiter orion europa mars marte venus saturn mercury pluto apollo reading nice mobile bath orange sale deal
split most police union man male of bar burg best bay mary victoria sofia nancy florence chelsea jordan lincoln
jackson madison hamilton charlotte santiago san santa sara salvador columbus douglas aurora carolina virginia ali
enterprise independence liberty eagle buffalo progress industry commerce republic central grant clinton jefferson
monroe marshall martin harrison tyler wayne warren lawrence franklin kent norman allen gary irving clifton stanley
beverly leon granada laredo corona paradise troy media sur este norte oeste centro cruz rosario concepcion trinidad
natal batman essen hof bernau singen halle regen weiden lehrte gap pau lage baden bergen senden laufen rain salem
enger mark marl buchen steinen werder ehre lens vienne tours sens meaux dole vals ham mons spa hal mol geel as ede
oss goes male lund mora bo alta moss ski as como lodi prato terni asti marino sora nola formia sarno lugo van mus
ordu agri bor cacak zug baar olten wil kreuzlingen po hue can tho my vinh yen bien hoa lang son cam taylor wilson
davis young king prince duncan logan preston lancaster winchester bradford burton nelson derby oldham stockton
carson compton harvey hillary edison hanover medina mercedes mitte siegen norden leer lohne damme haren altstadt
neustadt innenstadt toyota kawasaki
""")

# Directly in front of a place, by language.
LOCATIVES = {
    "en": _words("in at from near outside across throughout around into to"),
    "de": _words("in aus nach bei nahe um"),
    "fr": _words("a en au aux depuis vers"),
    "es": _words("en desde hacia a"),
    "it": _words("a in da"),
    "pt": _words("em no na de"),
    "nl": _words("in uit naar bij te"),
    "pl": _words("w we z do"),
    "sv": _words("i fran till"),
    "no": _words("i fra til"),
    "da": _words("i fra til"),
    "ru": _words("в во из под"),
    "uk": _words("в у із з до"),
    "tr": frozenset(),
}
SPEECH = _words("""
said says told added asked argued claimed explained wrote tweeted announced insisted replied noted warned recalled
admitted sagte sagt erklarte betonte teilte sagten meinte schrieb warnte dit declare explique affirme ajoute estime
dijo afirmo explico anadio aseguro declaro ha disse detto afirmou spiega spiegato zei zegt verklaarde powiedzial
powiedziala sa sager sier uppger сказал сказала заявил заявила отметил сообщил заявив сказав повідомив dedi soyledi
""")
# Endings of German nouns, and of those that stand in front of a person's name.
NOUN_ENDINGS = tuple(
    _words("""
ung ungen heit heiten keit keiten schaft schaften tion tionen tät ismus nis minister ministerin präsident
präsidentin chef chefin kanzler kanzlerin sprecher sprecherin führer leiter leiterin partei gesetz amt haus werk
zeit jahr jahre straße preis preise markt land länder stadt gericht kosten krise experte arbeit spieler trainer
politiker politikerin politik wahl kampf krieg bericht recht geld
""")
)
NOUN_ENDINGS = (*NOUN_ENDINGS, "tät", "präsident", "präsidentin", "führer", "straße", "länder")
PERSON_NOUNS = tuple(
    _words("""
minister ministerin prasident prasidentin chef chefin kanzler kanzlerin sprecher sprecherin trainer politiker
politikerin vorsitzender vorsitzende spieler sanger autor kandidat kandidatin leiter leiterin anwalt anwaltin
richter richterin abgeordnete
""")
)
# Endings of cases of names, and what stands in their place in the nominative.
_CASES = {
    "ru": (
        ["ого", "ому", "ой", "ом", "ем", "ах", "ях", "ов", "ев", "ым", "а", "у", "ы", "е", "и", "ю", "я"],
        ("", "а", "я", "ь", "ия"),
    ),
    "uk": (
        ["ого", "ому", "ові", "ою", "ом", "ем", "ах", "ів", "а", "у", "и", "і", "ю", "я", "ї"],
        ("", "а", "я", "ь", "ія"),
    ),
    "pl": (
        ["iego", "iemu", "ego", "emu", "owi", "ach", "iem", "em", "ie", "ą", "ę", "u", "y", "i", "a", "e"],
        ("", "a", "o"),
    ),
    "cs": (
        ["ovi", "em", "ou", "ě", "y", "u", "e", "i", "a"],
        ("", "a", "o"),
    ),
}
CASES = {language: (tuple(dict.fromkeys(map(folded, endings))), bases) for language, (endings, bases) in _CASES.items()}
COMPANY = _words("ag co company corp corporation gmbh group inc llc ltd plc sa se")
PLACE_HEADS = _words("cape fort isle lac lago lake mont monte mount port rio river")
PARTICLES = _words("da de del den der di el la las le los van von")  # in names that English text is full of
# What other scripts write together with a name.
KOREAN_ENDINGS = "에서|에게|에|은|는|이|가|을|를|의|와|과|도|로|으로|부터|까지|인|산|발|행|측|시|군|서|내|간|만|보다"
ARABIC_PREFIXES = ("", *["و", "ب", "ل", "ف", "ك", "ال", "وال", "بال", "ول", "وب"])
HEBREW_PREFIXES = ("", *["ב", "ה", "ל", "מ", "ו", "ש", "וב", "שב", "מה"])
