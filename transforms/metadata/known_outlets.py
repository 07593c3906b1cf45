"""Names of newspapers, broadcasters and agencies by the address of their pages.

Pages name their outlet by an abbreviation, by its address or by the name of the section, each page in another way; so
one name for each well-known outlet is kept here, in Latin letters, as it is generally known, with its country where
two go by one name. Others keep the name that their pages give.
"""

from __future__ import annotations

_NAMES = """
15min.lt 15min|163.com NetEase|20min.ch 20 Minuten|20minutes.fr 20 Minutes|20minutos.es 20minutos|24.hu 24.hu
24chasa.bg 24 Chasa|24heures.ch 24 heures|24sata.hr 24sata|24tv.ua 24 Kanal|24ur.com 24ur|444.hu 444
9news.com.au 9News|aa.com.tr Anadolu Agency|aajtak.in Aaj Tak|aamulehti.fi Aamulehti|aawsat.com Asharq Al-Awsat
abc.com.py ABC Color|abc.es ABC|abc.net.au ABC News (Australia)|abcnews.go.com ABC News|abola.pt A Bola
abs-cbn.com ABS-CBN|ad.nl Algemeen Dagblad|adevarul.ro Adevărul|afr.com The Australian Financial Review
aftenposten.no Aftenposten|aftonbladet.se Aftonbladet|ahram.org.eg Al-Ahram|aif.ru Argumenty i Fakty
ajc.com The Atlanta Journal-Constitution|akipress.org AKIpress|aktuality.sk Aktuality.sk|aktualne.cz Aktuálně.cz
al-akhbar.com Al-Akhbar|al.com AL.com|alarabiya.net Al Arabiya|aljazeera.com Al Jazeera|aljazeera.net Al Jazeera
allafrica.com AllAfrica|almasryalyoum.com Al-Masry Al-Youm|alquds.co.uk Al-Quds Al-Arabi|amarujala.com Amar Ujala
anandabazar.com Anandabazar Patrika|annahar.com An-Nahar|ansa.it ANSA|antaranews.com Antara
apnews.com Associated Press|apotheke-adhoc.de Apotheke adhoc|ara.cat Ara|arabnews.com Arab News|ard.de ARD
armenpress.am Armenpress|arstechnica.com Ars Technica|asahi.com Asahi Shimbun
augsburger-allgemeine.de Augsburger Allgemeine|autobild.de Auto Bild|axios.com Axios
az.com.na Allgemeine Zeitung (Namibia)|azatutyun.am Azatutyun|azcentral.com The Arizona Republic|b92.net B92
badische-zeitung.de Badische Zeitung|balkaninsight.com Balkan Insight|baltimoresun.com The Baltimore Sun
bangkokpost.com Bangkok Post|bazonline.ch Basler Zeitung|bbc.co.uk BBC|bbc.com BBC|bdnews24.com bdnews24.com
belfasttelegraph.co.uk Belfast Telegraph|belta.by BelTA|berliner-zeitung.de Berliner Zeitung|berlingske.dk Berlingske
bernerzeitung.ch Berner Zeitung|bfmtv.com BFM TV|bharian.com.my Berita Harian|bhaskar.com Dainik Bhaskar
bianet.org Bianet|bild.de Bild|blic.rs Blic|blick.ch Blick|bloomberg.com Bloomberg|bnn.de Badische Neueste Nachrichten
bnr.bg Bulgarian National Radio|boerse-online.de Börse Online|boersenzeitung.de Börsen-Zeitung|borsen.dk Børsen
bostonglobe.com The Boston Globe|br.de Bayerischer Rundfunk|braunschweiger-zeitung.de Braunschweiger Zeitung
breakingnews.ie BreakingNews.ie|breitbart.com Breitbart|brigitte.de Brigitte|brisbanetimes.com.au Brisbane Times
bt.dk B.T.|bt.no Bergens Tidende|bunshun.jp Bunshun|bunte.de Bunte|business-standard.com Business Standard
businessinsider.co.za Business Insider|businessinsider.com Business Insider|businessinsider.de Business Insider
businesslive.co.za Business Day|butenunbinnen.de buten un binnen|buzzfeednews.com BuzzFeed News|caixin.com Caixin
calgaryherald.com Calgary Herald|canada.com Canada.com|canberratimes.com.au The Canberra Times|capital.bg Capital
capital.de Capital|cbc.ca Canadian Broadcasting Corporation|cbsnews.com CBS News|cbssports.com CBS Sports
cctv.com China Central Television|ceskatelevize.cz Česká televize|cgtn.com CGTN|channel4.com Channel 4
channelnewsasia.com Channel News Asia|chicagotribune.com Chicago Tribune|chinadaily.com.cn China Daily
chinatimes.com China Times|chip.de CHIP|chosun.com The Chosun Ilbo|chron.com Houston Chronicle|cicero.de Cicero
citizen.co.za The Citizen|cityam.com City A.M.|civil.ge Civil.ge|clarin.com Clarín|cleveland.com Cleveland.com
cmjornal.pt Correio da Manhã|cna.com.tw Central News Agency|cnbc.com CNBC|cnet.com CNET|cnn.com CNN
cnnbrasil.com.br CNN Brasil|computerbild.de Computer Bild|correctiv.org Correctiv
correiobraziliense.com.br Correio Braziliense|corriere.it Corriere della Sera
csmonitor.com The Christian Science Monitor|ctvnews.ca CTV News|cumhuriyet.com.tr Cumhuriyet
cyprus-mail.com Cyprus Mail|dagbladet.no Dagbladet|dagen.no Dagen|dailycaller.com The Daily Caller
dailymail.co.uk Daily Mail|dailymaverick.co.za Daily Maverick|dailymirror.lk Daily Mirror (Sri Lanka)
dailynews.co.th Daily News (Thailand)|dailynews.co.tz Daily News (Tanzania)|dailysabah.com Daily Sabah
dailystar.co.uk Daily Star|dailythanthi.com Daily Thanthi|dailytrust.com Daily Trust
dallasnews.com The Dallas Morning News|danas.rs Danas|dantri.com.vn Dân trí|dawn.com Dawn
deccanherald.com Deccan Herald|delfi.ee Delfi|delfi.lt Delfi|delfi.lv Delfi|delo.si Delo|demorgen.be De Morgen
denik.cz Deník|denikn.cz Deník N|dennikn.sk Denník N|denverpost.com The Denver Post|derstandard.at Der Standard
derwesten.de DerWesten|detik.com Detik|deutschlandfunk.de Deutschlandfunk|dhakatribune.com Dhaka Tribune
di.se Dagens industri|diena.lv Diena|diepresse.com Die Presse|digi24.ro Digi24|dinamalar.com Dinamalar
dn.no Dagens Næringsliv|dn.pt Diário de Notícias|dn.se Dagens Nyheter|dnevnik.bg Dnevnik|dnevnik.si Dnevnik
donga.com The Dong-A Ilbo|dr.dk Danmarks Radio|dw.com Deutsche Welle|dziennik.pl Dziennik|e24.no E24
economictimes.com The Economic Times|economictimes.indiatimes.com The Economic Times|economist.com The Economist
eenadu.net Eenadu|efe.com EFE|efsyn.gr Efimerida ton Syntakton|ekathimerini.com Kathimerini
ekstrabladet.dk Ekstra Bladet|el-nacional.com El Nacional|elcolombiano.com El Colombiano|elcomercio.pe El Comercio
elconfidencial.com El Confidencial|eldiario.es elDiario.es|elespanol.com El Español|elespectador.com El Espectador
elmercurio.com El Mercurio|elmoudjahid.dz El Moudjahid|elmundo.es El Mundo|elpais.com El País
elpais.com.uy El País (Uruguay)|elperiodico.com El Periódico|eltern.de Eltern|eltiempo.com El Tiempo
eluniversal.com El Universal (Venezuela)|eluniversal.com.mx El Universal|elwatan.com El Watan|emol.com Emol
engadget.com Engadget|entekhab.ir Entekhab|epochtimes.com The Epoch Times|err.ee Eesti Rahvusringhääling
ert.gr ERT|espn.com ESPN|estadao.com.br O Estado de S. Paulo|ettoday.net ETtoday|eurasianet.org Eurasianet
euronews.com Euronews|evrensel.net Evrensel|evz.ro Evenimentul Zilei|excelsior.com.mx Excélsior
expansion.com Expansión|expansion.mx Expansión|express.co.uk Daily Express|expressen.se Expressen|expresso.pt Expresso
fakt.pl Fakt|farsnews.ir Fars News Agency|faz.net Frankfurter Allgemeine Zeitung|finanzen.net finanzen.net|fnn.jp FNN
focus.de Focus Online|folha.uol.com.br Folha de S.Paulo|fontanka.ru Fontanka|forbes.com Forbes
foreignpolicy.com Foreign Policy|fortune.com Fortune|foxnews.com Fox News|fr.de Frankfurter Rundschau
france24.com France 24|franceinfo.fr Franceinfo|francetvinfo.fr Franceinfo|freebeacon.com The Washington Free Beacon
freiepresse.de Freie Presse|freitag.de Der Freitag|frettabladid.is Fréttablaðið|ft.com Financial Times|g1.globo.com G1
g4media.ro G4Media|gala.de Gala|gamestar.de GameStar|gauchazh.clicrbs.com.br GZH|gazeta.pl Gazeta.pl
gazeta.ru Gazeta.Ru|gazeta.uz Gazeta.uz|gazetadopovo.com.br Gazeta do Povo|gendai.media Gendai|geo.de GEO
geo.tv Geo News|gizmodo.com Gizmodo|globalnews.ca Global News|globaltimes.cn Global Times|globes.co.il Globes
globo.com Globo|gmanetwork.com GMA News|golem.de Golem.de|gp.se Göteborgs-Posten|granma.cu Granma
graphic.com.gh Daily Graphic|gulfnews.com Gulf News|haaretz.co.il Haaretz|haaretz.com Haaretz|haberturk.com Habertürk
hamshahrionline.ir Hamshahri|handelsblatt.com Handelsblatt|hani.co.kr The Hankyoreh|hankookilbo.com Hankook Ilbo
hankyung.com The Korea Economic Daily|hbl.fi Hufvudstadsbladet|heise.de heise online
herald.co.zw The Herald (Zimbabwe)|heraldscotland.com The Herald (Scotland)|hespress.com Hespress
hessenschau.de hessenschau|heute.at Heute|hindustantimes.com Hindustan Times|hk01.com HK01|hln.be Het Laatste Nieuws
hmetro.com.my Harian Metro|hna.de Hessische/Niedersächsische Allgemeine|hochi.news Sports Hochi|hotnews.ro HotNews.ro
hr.de Hessischer Rundfunk|hromadske.ua Hromadske|hs.fi Helsingin Sanomat|huffpost.com HuffPost
hurriyet.com.tr Hürriyet|hurriyetdailynews.com Hürriyet Daily News|hvg.hu HVG|idnes.cz iDNES.cz
ifeng.com Phoenix New Media|ihned.cz Hospodářské noviny|ilfattoquotidiano.it Il Fatto Quotidiano
ilgiornale.it Il Giornale|ilpost.it Il Post|ilsole24ore.com Il Sole 24 Ore|iltalehti.fi Iltalehti|imbc.com MBC
in.gr in.gr|independent.co.uk The Independent|independent.ie Irish Independent|index.hr Index.hr|index.hu Index
indianexpress.com The Indian Express|indiatoday.in India Today|inews.co.uk The i Paper|infobae.com Infobae
information.dk Information|inquirer.com The Philadelphia Inquirer|inquirer.net Philippine Daily Inquirer
interfax.ru Interfax|interia.pl Interia|iol.co.za Independent Online|irishexaminer.com Irish Examiner
irishtimes.com The Irish Times|irna.ir IRNA|irozhlas.cz iROZHLAS|irrawaddy.com The Irrawaddy|is.fi Ilta-Sanomat
island.lk The Island|isna.ir ISNA|israelhayom.co.il Israel Hayom|israelhayom.com Israel Hayom|itmedia.co.jp ITmedia
itv.com ITV|iz.ru Izvestia|izvestia.ru Izvestia|jagran.com Dainik Jagran|jakartapost.com The Jakarta Post
jang.com.pk Jang|japantimes.co.jp The Japan Times|jeuneafrique.com Jeune Afrique|jiji.com Jiji Press
jn.pt Jornal de Notícias|joongang.co.kr JoongAng Ilbo|jornada.com.mx La Jornada|jornaldenegocios.pt Jornal de Negócios
journaldemontreal.com Le Journal de Montréal|jpost.com The Jerusalem Post|juedische-allgemeine.de Jüdische Allgemeine
jungefreiheit.de Junge Freiheit|jungewelt.de junge Welt|jutarnji.hr Jutarnji list|jyllands-posten.dk Jyllands-Posten
kaleva.fi Kaleva|kansascity.com The Kansas City Star|kathimerini.gr Kathimerini|kathmandupost.com The Kathmandu Post
kazinform.kz Kazinform|kbs.co.kr KBS|khaleejtimes.com Khaleej Times|khan.co.kr Kyunghyang Shinmun
khaosod.co.th Khaosod|kicker.de kicker|kleinezeitung.at Kleine Zeitung|kmib.co.kr Kukmin Ilbo|kommersant.ru Kommersant
kompas.com Kompas|koreaherald.com The Korea Herald|koreatimes.co.kr The Korea Times|korrespondent.net Korrespondent
kp.ru Komsomolskaya Pravda|krautreporter.de Krautreporter|kristeligt-dagblad.dk Kristeligt Dagblad
krone.at Kronen Zeitung|ksta.de Kölner Stadt-Anzeiger|kukinews.com Kukinews|kurier.at Kurier
kyivindependent.com The Kyiv Independent|kyivpost.com Kyiv Post|kyodonews.net Kyodo News|la-croix.com La Croix
ladepeche.fr La Dépêche du Midi|lanacion.cl La Nación (Chile)|lanacion.com.ar La Nación|lapresse.ca La Presse
larazon.es La Razón|larepublica.pe La República|lasexta.com laSexta|lastampa.it La Stampa|latercera.com La Tercera
latimes.com Los Angeles Times|latribune.fr La Tribune|lavanguardia.com La Vanguardia|lavoixdunord.fr La Voix du Nord
ledevoir.com Le Devoir|lefigaro.fr Le Figaro|lematin.ma Le Matin|lemonde.fr Le Monde|lenta.ru Lenta.ru
leparisien.fr Le Parisien|lepoint.fr Le Point|lequipe.fr L'Équipe|lesechos.fr Les Échos|lesoir.be Le Soir
lessentiel.lu L'essentiel|letemps.ch Le Temps|lexpress.fr L'Express|liberation.fr Libération|libertatea.ro Libertatea
lidovky.cz Lidové noviny|liputan6.com Liputan6|livehindustan.com Hindustan|livemint.com Mint
liverpoolecho.co.uk Liverpool Echo|lokmat.com Lokmat|lorientlejour.com L'Orient-Le Jour|lrt.lt LRT
lrytas.lt Lietuvos rytas|lsm.lv Latvijas Sabiedriskie mediji|ltn.com.tw Liberty Times
luzernerzeitung.ch Luzerner Zeitung|maariv.co.il Maariv|macleans.ca Maclean's|magyarnemzet.hu Magyar Nemzet
mainichi.jp Mainichi Shimbun|mako.co.il Mako|malaymail.com Malay Mail|malaysiakini.com Malaysiakini
manager-magazin.de Manager Magazin|manchestereveningnews.co.uk Manchester Evening News
manilatimes.net The Manila Times|manoramaonline.com Malayala Manorama|marianne.net Marianne
marketwatch.com MarketWatch|mashable.com Mashable|mathrubhumi.com Mathrubhumi|matichon.co.th Matichon
mb.com.ph Manila Bulletin|mbl.is Morgunblaðið|mdr.de Mitteldeutscher Rundfunk|mediapart.fr Mediapart
meduza.io Meduza|mehrnews.com Mehr News Agency|mercurynews.com The Mercury News|merkur.de Münchner Merkur
metro.co.uk Metro|mg.co.za Mail & Guardian|miamiherald.com Miami Herald|milenio.com Milenio|milliyet.com.tr Milliyet
mingpao.com Ming Pao|mirror.co.uk Daily Mirror|mk.co.kr Maeil Business Newspaper|mk.ru Moskovsky Komsomolets
mlive.com MLive|mmegi.bw Mmegi|monitor.co.ug Daily Monitor|montrealgazette.com Montreal Gazette|montsame.mn Montsame
mopo.de Hamburger Morgenpost|morgenpost.de Berliner Morgenpost|morningstaronline.co.uk Morning Star
motherjones.com Mother Jones|motorsport-magazin.com Motorsport-Magazin.com|munhwa.com Munhwa Ilbo
myjoyonline.com MyJoyOnline|mz.de Mitteldeutsche Zeitung|n-tv.de n-tv|n1info.com N1
nachrichten.at Oberösterreichische Nachrichten|nacion.com La Nación (Costa Rica)|naftemporiki.gr Naftemporiki
namibian.com.na The Namibian|nation.africa Daily Nation|nationalgeographic.com National Geographic
nationalpost.com National Post|nationalreview.com National Review|nature.com Nature|nbcnews.com NBC News
nd-aktuell.de Neues Deutschland|ndr.de Norddeutscher Rundfunk|ndtv.com NDTV|ndtv.in NDTV
nettavisen.no Nettavisen|netwerk24.com Netwerk24|netzpolitik.org netzpolitik.org|netzwelt.de netzwelt
newindianexpress.com The New Indian Express|news.cn Xinhua|news.com.au News.com.au|news.sky.com Sky News
news1.kr News1|news18.com News18|news24.com News24|newsday.com Newsday|newshub.co.nz Newshub|newsis.com Newsis
newstatesman.com New Statesman|newsweek.com Newsweek|newvision.co.ug New Vision|newyorker.com The New Yorker
ng.ru Nezavisimaya Gazeta|nhandan.vn Nhân Dân|nhk.or.jp NHK|nicematin.com Nice-Matin|nieuwsblad.be Het Nieuwsblad
nikkan-gendai.com Nikkan Gendai|nikkansports.com Nikkan Sports|nikkei.com The Nikkei|nippon.com Nippon.com
nj.com NJ.com|nos.nl Nederlandse Omroep Stichting|novayagazeta.ru Novaya Gazeta|novinky.cz Novinky.cz
noz.de Neue Osnabrücker Zeitung|npr.org National Public Radio|nrc.nl NRC|nrk.no Norsk rikskringkasting
nrz.de Neue Ruhr Zeitung|nst.com.my New Straits Times|ntv.com.tr NTV (Türkiye)|ntv.de n-tv|nu.nl NU.nl|nv.ua NV
nydailynews.com New York Daily News|nypost.com New York Post|nytimes.com The New York Times
nzherald.co.nz The New Zealand Herald|nzz.ch Neue Zürcher Zeitung|observador.pt Observador
occupydemocrats.com Occupy Democrats|oe24.at oe24|oglobo.globo.com O Globo|okaz.com.sa Okaz|okdiario.com OKdiario
onet.pl Onet|oregonlive.com The Oregonian|orf.at Österreichischer Rundfunk|ottawacitizen.com Ottawa Citizen
ouest-france.fr Ouest-France|pagina12.com.ar Página/12|parool.nl Het Parool|people.com.cn People's Daily
perspective-daily.de Perspective Daily|perthnow.com.au PerthNow|philstar.com The Philippine Star|phoenix.de phoenix
pnn.de Potsdamer Neueste Nachrichten|politico.com Politico|politico.eu Politico Europe|politika.rs Politika
politiken.dk Politiken|polityka.pl Polityka|posta.com.tr Posta|postimees.ee Postimees|pravda.com.ua Ukrainska Pravda
pravda.sk Pravda|premiumtimesng.com Premium Times|prensalibre.com Prensa Libre|presstv.ir Press TV|profil.at profil
propublica.org ProPublica|prothomalo.com Prothom Alo|protothema.gr Proto Thema|publico.es Público|publico.pt Público
punchng.com The Punch|qq.com Tencent|radiobremen.de Radio Bremen|rai.it Rai|rainews.it Rai News|rappler.com Rappler
rawstory.com Raw Story|rbb24.de Rundfunk Berlin-Brandenburg|rbc.ru RBC|rbc.ua RBC-Ukraine
realclearpolitics.com RealClearPolitics|reason.com Reason|reforma.com Reforma|repubblica.it La Repubblica
republika.co.id Republika|respekt.cz Respekt|reuters.com Reuters|rferl.org Radio Free Europe/Radio Liberty
rfi.fr Radio France Internationale|rg.ru Rossiyskaya Gazeta|rheinpfalz.de Die Rheinpfalz|ria.ru RIA Novosti
rmf24.pl RMF 24|rnd.de RedaktionsNetzwerk Deutschland|rnz.co.nz Radio New Zealand|rollingstone.com Rolling Stone
rollingstone.de Rolling Stone|rp-online.de Rheinische Post|rp.pl Rzeczpospolita|rt.com RT|rtbf.be RTBF|rte.ie RTÉ
rthk.hk RTHK|rtl.de RTL|rtl.fr RTL|rtl.lu RTL|rtlnieuws.nl RTL Nieuws|rtp.pt RTP|rts.ch Radio Télévision Suisse
rts.rs Radio-televizija Srbije|rtve.es RTVE|rtvslo.si RTV Slovenija|ruhrnachrichten.de Ruhr Nachrichten
ruv.is RÚV|sabah.com.tr Sabah|saechsische.de Sächsische Zeitung|salon.com Salon|salzburg24.at Salzburg24
sankei.com Sankei Shimbun|sapo.pt SAPO|sbs.co.kr SBS|sbs.com.au SBS News|schwaebische.de Schwäbische Zeitung
scinexx.de scinexx|scmp.com South China Morning Post|scotsman.com The Scotsman|scroll.in Scroll.in
seattletimes.com The Seattle Times|sedaily.com Seoul Economic Daily|segye.com Segye Ilbo|semana.com Semana
seoul.co.kr Seoul Shinmun|seznamzpravy.cz Seznam Zprávy|sfchronicle.com San Francisco Chronicle|sfgate.com SFGate
shz.de Schleswig-Holsteinischer Zeitungsverlag|si.com Sports Illustrated|sina.com.cn Sina|sky.it Sky TG24
skynews.com Sky News|slate.com Slate|slate.fr Slate.fr|sltrib.com The Salt Lake Tribune|sme.sk SME
smh.com.au The Sydney Morning Herald|sn.at Salzburger Nachrichten|sowetanlive.co.za Sowetan|sozcu.com.tr Sözcü
spa.gov.sa Saudi Press Agency|spectator.co.uk The Spectator|spektrum.de Spektrum der Wissenschaft
spiegel.de Der Spiegel|sponichi.co.jp Sports Nippon|sport1.de Sport1|sportschau.de Sportschau|sputniknews.com Sputnik
sr.de Saarländischer Rundfunk|srf.ch Schweizer Radio und Fernsehen|standaard.be De Standaard
standard.co.uk Evening Standard|standardmedia.co.ke The Standard (Kenya)|star-telegram.com Fort Worth Star-Telegram
startribune.com Star Tribune|stern.de Stern|stheadline.com Sing Tao Daily|straitstimes.com The Straits Times
stuff.co.nz Stuff|stuttgarter-nachrichten.de Stuttgarter Nachrichten|stuttgarter-zeitung.de Stuttgarter Zeitung
sudouest.fr Sud Ouest|sueddeutsche.de Süddeutsche Zeitung|suedkurier.de Südkurier|suspilne.media Suspilne
svd.se Svenska Dagbladet|sverigesradio.se Sveriges Radio|svoboda.org Radio Svoboda|svt.se SVT|swissinfo.ch Swissinfo
swp.de Südwest Presse|swr.de Südwestrundfunk|sydsvenskan.se Sydsvenskan|t-online.de t-online|t24.com.tr T24
tagblatt.ch St. Galler Tagblatt|tageblatt.lu Tageblatt|tagesanzeiger.ch Tages-Anzeiger|tagesschau.de Tagesschau
tagesspiegel.de Der Tagesspiegel|taipeitimes.com Taipei Times|tampabay.com Tampa Bay Times|tanea.gr Ta Nea
tasnimnews.com Tasnim News Agency|tass.com TASS|tass.ru TASS|taz.de Die Tageszeitung|tbs.co.jp TBS
tdg.ch Tribune de Genève|techcrunch.com TechCrunch|tehrantimes.com Tehran Times|telegraaf.nl De Telegraaf
telegraph.co.uk The Telegraph|telegraphindia.com The Telegraph (India)|telex.hu Telex|tempo.co Tempo
tengrinews.kz Tengrinews|tf1info.fr TF1 Info|thairath.co.th Thairath|thanhnien.vn Thanh Niên
the-star.co.ke The Star (Kenya)|theage.com.au The Age|theatlantic.com The Atlantic|theaustralian.com.au The Australian
thecitizen.co.tz The Citizen (Tanzania)|thedailybeast.com The Daily Beast|thedailystar.net The Daily Star (Bangladesh)
theepochtimes.com The Epoch Times|thegatewaypundit.com The Gateway Pundit|theglobeandmail.com The Globe and Mail
theguardian.com The Guardian|theguardian.ng The Guardian (Nigeria)|thehill.com The Hill|thehindu.com The Hindu
theintercept.com The Intercept|thejakartapost.com The Jakarta Post|thejournal.ie The Journal|thelocal.de The Local
themoscowtimes.com The Moscow Times|thenation.com The Nation|thenationalnews.com The National
thenewhumanitarian.org The New Humanitarian|thenews.com.pk The News International|thepaper.cn The Paper
theprint.in ThePrint|thequint.com The Quint|thestar.com Toronto Star|thestar.com.my The Star (Malaysia)
thesun.co.uk The Sun|thetimes.co.uk The Times|thetimes.com The Times|theverge.com The Verge
thewest.com.au The West Australian|thewire.in The Wire|thisdaylive.com ThisDay
thueringer-allgemeine.de Thüringer Allgemeine|time.com Time|timeslive.co.za TimesLIVE
timesofindia.indiatimes.com The Times of India|timesofisrael.com The Times of Israel|tokyo-np.co.jp Tokyo Shimbun
tolonews.com TOLOnews|torontosun.com Toronto Sun|tovima.gr To Vima|toyokeizai.net Toyo Keizai
tribune.com.pk The Express Tribune|tribuneindia.com The Tribune (India)|trouw.nl Trouw|trthaber.com TRT Haber
trtworld.com TRT World|tsn.ua TSN|tt.com Tiroler Tageszeitung|tuoitre.vn Tuổi Trẻ|tut.by TUT.BY
tv-asahi.co.jp TV Asahi|tv2.dk TV 2|tv2.no TV 2|tvn24.pl TVN24|tvnet.lv TVNET|tvp.info TVP Info|tz.de tz
udn.com United Daily News|uebermedien.de Übermedien|ukrinform.ua Ukrinform|unian.net UNIAN|uol.com.br UOL
upi.com United Press International|usatoday.com USA Today|usnews.com U.S. News & World Report
valor.globo.com Valor Econômico|vancouversun.com Vancouver Sun|vanguardngr.com Vanguard|vecernji.hr Večernji list
vedomosti.ru Vedomosti|veja.abril.com.br Veja|vesti.ru Vesti|vg.no VG|vice.com Vice|vietnamnet.vn VietNamNet
vietnamnews.vn Viet Nam News|visir.is Vísir|vnexpress.net VnExpress|voanews.com Voice of America
vol.at Vorarlberg Online|volkskrant.nl De Volkskrant|volksstimme.de Volksstimme|vorwaerts.de Vorwärts|vox.com Vox
vozpopuli.com Vozpópuli|vrt.be VRT|walesonline.co.uk WalesOnline|walla.co.il Walla
washingtonexaminer.com Washington Examiner|washingtonpost.com The Washington Post
washingtontimes.com The Washington Times|watson.ch watson|waz.de Westdeutsche Allgemeine Zeitung
wdr.de Westdeutscher Rundfunk|welt.de Die Welt|weser-kurier.de Weser-Kurier|wienerzeitung.at Wiener Zeitung
winfuture.de WinFuture|wired.com Wired|wiwo.de WirtschaftsWoche|wn.de Westfälische Nachrichten
wort.lu Luxemburger Wort|woz.ch Die Wochenzeitung|wp.pl Wirtualna Polska|wsj.com The Wall Street Journal
wyborcza.gazeta.pl Gazeta Wyborcza|wyborcza.pl Gazeta Wyborcza|xinhuanet.com Xinhua|yenisafak.com Yeni Şafak|yle.fi Yle
yna.co.kr Yonhap News Agency
ynet.co.il Ynet|yomiuri.co.jp The Yomiuri Shimbun|ytn.co.kr YTN|zaobao.com.sg Lianhe Zaobao|zdf.de ZDF|zdfheute.de ZDF
zdnet.com ZDNET|zeit.de Die Zeit|zerohedge.com ZeroHedge|zerohora.com.br Zero Hora|zn.ua Dzerkalo Tyzhnia
zvw.de Zeitungsverlag Waiblingen
"""
_BY_DOMAIN = dict(entry.split(" ", 1) for line in _NAMES.strip().splitlines() for entry in line.split("|"))


# What stands before a host for its editions, devices and languages: the outlet is the same.
_EDITIONS = frozenset(
    """
    www www2 www3 m mobile mobil wap touch lite amp edition international english news web beta plus
    ar bn cn cs da de el en es fa fi fr he hi hu id it ja jp ko kr nl no pl pt ro ru sv th tr uk ur us vi zh
    """.split()  # noqa: SIM905 - a page of quotation marks is no easier to read
)


def known_outlet(site: str) -> str | None:
    """The name of the outlet whose pages, or an edition of them, are on that host, or None if it is not listed.

    >>> known_outlet("edition.cnn.com"), known_outlet("money.cnn.com"), known_outlet("harbourpost.example")
    ('CNN', None, None)
    """
    while site not in _BY_DOMAIN:
        label, _, site = site.partition(".")
        if label not in _EDITIONS:
            return None
    return _BY_DOMAIN[site]


def outlet_above(site: str) -> str | None:
    """The name of the outlet or portal that a host is a part of, or None if it is not listed.

    >>> outlet_above("money.cnn.com"), outlet_above("cnn.com")
    ('CNN', None)
    """
    labels = site.split(".")
    hosts = (".".join(labels[start:]) for start in range(1, len(labels) - 1))
    return next((_BY_DOMAIN[host] for host in hosts if host in _BY_DOMAIN), None)
