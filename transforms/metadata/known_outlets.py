"""Names of newspapers, broadcasters and agencies by the address of their pages.

Pages name their outlet by an abbreviation, by its address or by the name of the section, each page in another way; so
one name for each well-known outlet is kept here, in Latin letters, as libraries catalogue it. Others keep the name
that their pages give.
"""

from __future__ import annotations

_NAMES = """
abc.es ABC|abc.net.au ABC News (Australia)|abcnews.go.com ABC News|adevarul.ro Adevărul|aftenposten.no Aftenposten
aftonbladet.se Aftonbladet|ahram.org.eg Al-Ahram|ajc.com The Atlanta Journal-Constitution|aljazeera.com Al Jazeera
aljazeera.net Al Jazeera|allafrica.com AllAfrica|ansa.it ANSA|apnews.com Associated Press|ara.cat Ara|ard.de ARD
arabnews.com Arab News|asahi.com Asahi Shimbun|augsburger-allgemeine.de Augsburger Allgemeine
bangkokpost.com Bangkok Post|bbc.co.uk BBC|bbc.com BBC|berliner-zeitung.de Berliner Zeitung|berlingske.dk Berlingske
bild.de Bild|bloomberg.com Bloomberg|boersenzeitung.de Börsen-Zeitung|bostonglobe.com The Boston Globe
br.de Bayerischer Rundfunk (BR)|braunschweiger-zeitung.de Braunschweiger Zeitung|bt.dk B.T.
business-standard.com Business Standard|businessinsider.com Business Insider|businessinsider.de Business Insider
buzzfeednews.com BuzzFeed News|cbc.ca Canadian Broadcasting Corporation (CBC)|cbsnews.com CBS News|ceskatelevize.cz Česká televize
channelnewsasia.com Channel News Asia (CNA)|chicagotribune.com Chicago Tribune|chinadaily.com.cn China Daily|chosun.com The Chosun Ilbo
chron.com Houston Chronicle|clarin.com Clarín|cnbc.com CNBC|cnn.com CNN|cnnbrasil.com.br CNN Brasil|corriere.it Corriere della Sera
csmonitor.com The Christian Science Monitor|ctvnews.ca CTV News|cumhuriyet.com.tr Cumhuriyet|dagbladet.no Dagbladet|dagen.no Dagen
dailymail.co.uk Daily Mail|dailymaverick.co.za Daily Maverick|dailystar.co.uk Daily Star|dawn.com Dawn|demorgen.be De Morgen
denikn.cz Deník N|denik.cz Deník|denverpost.com The Denver Post|derstandard.at Der Standard|derwesten.de DerWesten
deutschlandfunk.de Deutschlandfunk|dhakatribune.com Dhaka Tribune|dn.no Dagens Næringsliv|dn.pt Diário de Notícias|dn.se Dagens Nyheter
donga.com The Dong-A Ilbo|dr.dk Danmarks Radio (DR)|dw.com Deutsche Welle|economist.com The Economist|economictimes.com The Economic Times
economictimes.indiatimes.com The Economic Times|efe.com EFE|eldiario.es elDiario.es|elespanol.com El Español|elmundo.es El Mundo
elpais.com El País|elperiodico.com El Periódico|eltiempo.com El Tiempo|eluniversal.com.mx El Universal|elpais.com.uy El País (Uruguay)
emol.com Emol|estadao.com.br O Estado de S. Paulo|euronews.com Euronews|evz.ro Evenimentul Zilei|excelsior.com.mx Excélsior
expressen.se Expressen|express.co.uk Daily Express|faz.net Frankfurter Allgemeine Zeitung|focus.de Focus Online|folha.uol.com.br Folha de S.Paulo
forbes.com Forbes|foreignpolicy.com Foreign Policy|foxnews.com Fox News|fr.de Frankfurter Rundschau|france24.com France 24
franceinfo.fr Franceinfo|francetvinfo.fr Franceinfo|freiepresse.de Freie Presse|ft.com Financial Times|g1.globo.com G1
gazeta.ru Gazeta.Ru|gazeta.pl Gazeta.pl|globalnews.ca Global News|globaltimes.cn Global Times|globo.com Globo|golem.de Golem.de
haaretz.co.il Haaretz|haaretz.com Haaretz|haberturk.com Habertürk|handelsblatt.com Handelsblatt|hani.co.kr The Hankyoreh
heise.de heise online|hs.fi Helsingin Sanomat|heraldscotland.com The Herald (Scotland)
hindustantimes.com Hindustan Times|hln.be Het Laatste Nieuws|hna.de Hessische/Niedersächsische Allgemeine|hotnews.ro HotNews.ro
huffpost.com HuffPost|hurriyet.com.tr Hürriyet|hurriyetdailynews.com Hürriyet Daily News|idnes.cz iDNES.cz|ilfattoquotidiano.it Il Fatto Quotidiano
ilgiornale.it Il Giornale|ilpost.it Il Post|ilsole24ore.com Il Sole 24 Ore|index.hr Index.hr|index.hu Index|indianexpress.com The Indian Express
indiatoday.in India Today|independent.co.uk The Independent|independent.ie Irish Independent|infobae.com Infobae|information.dk Information
inews.co.uk The i Paper|interfax.ru Interfax|interia.pl Interia|irishexaminer.com Irish Examiner|irishtimes.com The Irish Times
is.fi Ilta-Sanomat|iltalehti.fi Iltalehti|iz.ru Izvestia|izvestia.ru Izvestia|jakartapost.com The Jakarta Post|thejakartapost.com The Jakarta Post
japantimes.co.jp The Japan Times|jn.pt Jornal de Notícias|joongang.co.kr JoongAng Ilbo|jornaldenegocios.pt Jornal de Negócios
jpost.com The Jerusalem Post|jungewelt.de junge Welt|jungefreiheit.de Junge Freiheit|jutarnji.hr Jutarnji list|jyllands-posten.dk Jyllands-Posten
kathimerini.gr Kathimerini|ekathimerini.com Kathimerini|kicker.de kicker|kleinezeitung.at Kleine Zeitung
kommersant.ru Kommersant|kompas.com Kompas|koreaherald.com The Korea Herald|koreatimes.co.kr The Korea Times|kp.ru Komsomolskaya Pravda
krone.at Kronen Zeitung|ksta.de Kölner Stadt-Anzeiger|kurier.at Kurier|kyivindependent.com The Kyiv Independent|kyivpost.com Kyiv Post
la-croix.com La Croix|ladepeche.fr La Dépêche du Midi|lanacion.com.ar La Nación|lapresse.ca La Presse
larazon.es La Razón|lasexta.com laSexta|lastampa.it La Stampa|latercera.com La Tercera|latimes.com Los Angeles Times
latribune.fr La Tribune|lavanguardia.com La Vanguardia|lavoixdunord.fr La Voix du Nord|ledevoir.com Le Devoir|lefigaro.fr Le Figaro
lemonde.fr Le Monde|lenta.ru Lenta.ru|leparisien.fr Le Parisien|lepoint.fr Le Point|lesechos.fr Les Échos|lesoir.be Le Soir
letemps.ch Le Temps|lexpress.fr L'Express|liberation.fr Libération|lidovky.cz Lidové noviny|livemint.com Mint|lrt.lt LRT
lsm.lv Latvijas Sabiedriskie mediji|magyarnemzet.hu Magyar Nemzet|mainichi.jp Mainichi Shimbun|manager-magazin.de Manager Magazin
marianne.net Marianne|marketwatch.com MarketWatch|mdr.de Mitteldeutscher Rundfunk (MDR)|mediapart.fr Mediapart|meduza.io Meduza
merkur.de Münchner Merkur|metro.co.uk Metro|miamiherald.com Miami Herald|milenio.com Milenio|milliyet.com.tr Milliyet|mirror.co.uk Daily Mirror
mk.co.kr Maeil Business Newspaper|mk.ru Moskovsky Komsomolets|mopo.de Hamburger Morgenpost|morgenpost.de Berliner Morgenpost
mbl.is Morgunblaðið|motorsport-magazin.com Motorsport-Magazin.com|mz.de Mitteldeutsche Zeitung
n-tv.de n-tv|nationalgeographic.com National Geographic|nationalpost.com National Post|nation.africa Daily Nation|nature.com Nature
nbcnews.com NBC News|ndr.de Norddeutscher Rundfunk (NDR)|ndtv.com NDTV|nd-aktuell.de Neues Deutschland (nd)|newindianexpress.com The New Indian Express
news.com.au News.com.au|news24.com News24|newsweek.com Newsweek|newyorker.com The New Yorker|nhk.or.jp NHK|nieuwsblad.be Het Nieuwsblad
nikkan-gendai.com Nikkan Gendai|nikkansports.com Nikkan Sports|nikkei.com The Nikkei|nippon.com Nippon.com|nos.nl Nederlandse Omroep Stichting (NOS)
novayagazeta.ru Novaya Gazeta|novinky.cz Novinky.cz|noz.de Neue Osnabrücker Zeitung|npr.org National Public Radio (NPR)
nrc.nl NRC|nrk.no Norsk rikskringkasting (NRK)|nrz.de Neue Ruhr Zeitung|ntv.com.tr NTV (Türkiye)|nu.nl NU.nl|nydailynews.com New York Daily News
nypost.com New York Post|nytimes.com The New York Times|nzherald.co.nz The New Zealand Herald|nzz.ch Neue Zürcher Zeitung
observador.pt Observador|oe24.at oe24|oglobo.globo.com O Globo|onet.pl Onet|orf.at Österreichischer Rundfunk (ORF)
ottawacitizen.com Ottawa Citizen|ouest-france.fr Ouest-France|pagina12.com.ar Página/12|parool.nl Het Parool|people.com.cn People's Daily
philstar.com The Philippine Star|inquirer.net Philippine Daily Inquirer|phoenix.de phoenix|pnn.de Potsdamer Neueste Nachrichten|politico.com Politico
politico.eu Politico Europe|politiken.dk Politiken|postimees.ee Postimees|pravda.com.ua Ukrainska Pravda|pravda.sk Pravda
premiumtimesng.com Premium Times|prensalibre.com Prensa Libre|protothema.gr Proto Thema|publico.es Público|publico.pt Público
punchng.com The Punch|rai.it Rai|rainews.it Rai News|rappler.com Rappler|rbb24.de Rundfunk Berlin-Brandenburg (rbb)|rbc.ru RBC
repubblica.it La Repubblica|reuters.com Reuters|rfi.fr Radio France Internationale (RFI)|rferl.org Radio Free Europe/Radio Liberty|ria.ru RIA Novosti
rnd.de RedaktionsNetzwerk Deutschland|rp-online.de Rheinische Post|rp.pl Rzeczpospolita|rt.com RT|rte.ie RTÉ|rthk.hk RTHK|rtl.de RTL
rtlnieuws.nl RTL Nieuws|rtbf.be RTBF|rtve.es RTVE|rtp.pt RTP|rtvslo.si RTV Slovenija|ruhrnachrichten.de Ruhr Nachrichten|sabah.com.tr Sabah
saechsische.de Sächsische Zeitung|salon.com Salon|salzburg24.at Salzburg24|sn.at Salzburger Nachrichten|sankei.com Sankei Shimbun
scmp.com South China Morning Post|scotsman.com The Scotsman|seattletimes.com The Seattle Times|semana.com Semana|seznamzpravy.cz Seznam Zprávy
sfchronicle.com San Francisco Chronicle|sfgate.com SFGate|shz.de Schleswig-Holsteinischer Zeitungsverlag|skynews.com Sky News|news.sky.com Sky News
sky.it Sky TG24|slate.com Slate|slate.fr Slate.fr|smh.com.au The Sydney Morning Herald|sme.sk SME|spectator.co.uk The Spectator|spiegel.de Der Spiegel
sportschau.de Sportschau|sputniknews.com Sputnik|srf.ch Schweizer Radio und Fernsehen (SRF)|standaard.be De Standaard|star-telegram.com Fort Worth Star-Telegram
stern.de Stern|stuff.co.nz Stuff|straitstimes.com The Straits Times|stuttgarter-zeitung.de Stuttgarter Zeitung
stuttgarter-nachrichten.de Stuttgarter Nachrichten|sueddeutsche.de Süddeutsche Zeitung|suedkurier.de Südkurier|svd.se Svenska Dagbladet
svt.se SVT|swissinfo.ch Swissinfo|swp.de Südwest Presse|swr.de Südwestrundfunk (SWR)|sverigesradio.se Sveriges Radio|tagblatt.ch St. Galler Tagblatt
tageblatt.lu Tageblatt|tagesanzeiger.ch Tages-Anzeiger|tagesschau.de Tagesschau|tagesspiegel.de Der Tagesspiegel|taipeitimes.com Taipei Times
tass.com TASS|tass.ru TASS|taz.de Die Tageszeitung (taz)|techcrunch.com TechCrunch|tvnet.lv TVNET|telegraaf.nl De Telegraaf|telegraph.co.uk The Telegraph
telegraphindia.com The Telegraph (India)|telex.hu Telex|theage.com.au The Age|theatlantic.com The Atlantic|theaustralian.com.au The Australian
theglobeandmail.com The Globe and Mail|theguardian.com The Guardian|thehill.com The Hill|thehindu.com The Hindu|theintercept.com The Intercept
thelocal.de The Local|themoscowtimes.com The Moscow Times|thenation.com The Nation|thenewhumanitarian.org The New Humanitarian
thestar.com Toronto Star|thestar.com.my The Star (Malaysia)|thesun.co.uk The Sun|thetimes.co.uk The Times|thetimes.com The Times
theverge.com The Verge|thewest.com.au The West Australian|thewire.in The Wire|thueringer-allgemeine.de Thüringer Allgemeine|time.com Time
timesofindia.indiatimes.com The Times of India|timesofisrael.com The Times of Israel|tokyo-np.co.jp Tokyo Shimbun|trouw.nl Trouw|trtworld.com TRT World
tt.com Tiroler Tageszeitung|tv2.dk TV 2|tv2.no TV 2|tvn24.pl TVN24|tz.de tz|unian.net UNIAN|uol.com.br UOL|upi.com United Press International
usatoday.com USA Today|usnews.com U.S. News & World Report|valor.globo.com Valor Econômico|vanguardngr.com Vanguard|vedomosti.ru Vedomosti
vg.no VG|vice.com Vice|vietnamnews.vn Viet Nam News|vnexpress.net VnExpress|voanews.com Voice of America|vol.at Vorarlberg Online
volkskrant.nl De Volkskrant|volksstimme.de Volksstimme|vox.com Vox|vrt.be VRT|walesonline.co.uk WalesOnline|washingtonpost.com The Washington Post
washingtontimes.com The Washington Times|waz.de Westdeutsche Allgemeine Zeitung (WAZ)|wdr.de Westdeutscher Rundfunk (WDR)|welt.de Die Welt
weser-kurier.de Weser-Kurier|wienerzeitung.at Wiener Zeitung|winfuture.de WinFuture|wired.com Wired|wiwo.de WirtschaftsWoche|wn.de Westfälische Nachrichten
woz.ch Die Wochenzeitung|wp.pl Wirtualna Polska|wsj.com The Wall Street Journal|wyborcza.pl Gazeta Wyborcza|xinhuanet.com Xinhua
news.cn Xinhua|yenisafak.com Yeni Şafak|yle.fi Yle|ynet.co.il Ynet|yomiuri.co.jp The Yomiuri Shimbun|yna.co.kr Yonhap News Agency|zdf.de ZDF
zdfheute.de ZDF|zeit.de Die Zeit|zerohedge.com ZeroHedge|zvw.de Zeitungsverlag Waiblingen|20min.ch 20 Minuten|20minutes.fr 20 Minutes|24sata.hr 24sata
444.hu 444|9news.com.au 9News
aajtak.in Aaj Tak|abc.com.py ABC Color|ad.nl Algemeen Dagblad|afr.com The Australian Financial Review|alarabiya.net Al Arabiya
almasryalyoum.com Al-Masry Al-Youm|alquds.co.uk Al-Quds Al-Arabi|aawsat.com Asharq Al-Awsat|amarujala.com Amar Ujala|anandabazar.com Anandabazar Patrika
prothomalo.com Prothom Alo|thedailystar.net The Daily Star (Bangladesh)|bdnews24.com bdnews24.com|armenpress.am Armenpress|azatutyun.am Azatutyun
b92.net B92|balkaninsight.com Balkan Insight|bhaskar.com Dainik Bhaskar|blic.rs Blic|danas.rs Danas|politika.rs Politika|rts.rs Radio-televizija Srbije (RTS)
n1info.com N1|bnr.bg Bulgarian National Radio (BNR)|dnevnik.bg Dnevnik|capital.bg Capital|24chasa.bg 24 Chasa|vecernji.hr Večernji list|delo.si Delo
dnevnik.si Dnevnik|24ur.com 24ur|dailytrust.com Daily Trust|thisdaylive.com ThisDay|theguardian.ng The Guardian (Nigeria)
iol.co.za Independent Online (IOL)|mg.co.za Mail & Guardian|sowetanlive.co.za Sowetan|timeslive.co.za TimesLIVE|businesslive.co.za Business Day
netwerk24.com Netwerk24|citizen.co.za The Citizen|thecitizen.co.tz The Citizen (Tanzania)|dailynews.co.tz Daily News (Tanzania)|monitor.co.ug Daily Monitor
newvision.co.ug New Vision|standardmedia.co.ke The Standard (Kenya)|the-star.co.ke The Star (Kenya)|herald.co.zw The Herald (Zimbabwe)|namibian.com.na The Namibian
az.com.na Allgemeine Zeitung (Namibia)|mmegi.bw Mmegi|graphic.com.gh Daily Graphic|myjoyonline.com MyJoyOnline|lematin.ma Le Matin|hespress.com Hespress
elwatan.com El Watan|elmoudjahid.dz El Moudjahid|jeuneafrique.com Jeune Afrique|di.se Dagens industri|gp.se Göteborgs-Posten
sydsvenskan.se Sydsvenskan|delfi.ee Delfi|delfi.lt Delfi|delfi.lv Delfi|err.ee Eesti Rahvusringhääling (ERR)|15min.lt 15min|lrytas.lt Lietuvos rytas|diena.lv Diena
nettavisen.no Nettavisen|e24.no E24|bt.no Bergens Tidende|ekstrabladet.dk Ekstra Bladet|kristeligt-dagblad.dk Kristeligt Dagblad|borsen.dk Børsen
ruv.is RÚV|visir.is Vísir|frettabladid.is Fréttablaðið|hbl.fi Hufvudstadsbladet|aamulehti.fi Aamulehti|kaleva.fi Kaleva
epochtimes.com The Epoch Times|theepochtimes.com The Epoch Times|ettoday.net ETtoday|ltn.com.tw Liberty Times|udn.com United Daily News|chinatimes.com China Times
cna.com.tw Central News Agency (CNA)|mingpao.com Ming Pao|hk01.com HK01|stheadline.com Sing Tao Daily|zaobao.com.sg Lianhe Zaobao|caixin.com Caixin|thepaper.cn The Paper
sina.com.cn Sina|163.com NetEase|qq.com Tencent|ifeng.com Phoenix New Media|cctv.com China Central Television (CCTV)|cgtn.com CGTN|kukinews.com Kukinews
khan.co.kr Kyunghyang Shinmun|hankookilbo.com Hankook Ilbo|hankyung.com The Korea Economic Daily|sedaily.com Seoul Economic Daily|seoul.co.kr Seoul Shinmun
munhwa.com Munhwa Ilbo|kmib.co.kr Kukmin Ilbo|segye.com Segye Ilbo|ytn.co.kr YTN|kbs.co.kr KBS|imbc.com MBC|sbs.co.kr SBS|newsis.com Newsis|news1.kr News1
jiji.com Jiji Press|kyodonews.net Kyodo News|tbs.co.jp TBS|tv-asahi.co.jp TV Asahi|fnn.jp FNN|sponichi.co.jp Sports Nippon|hochi.news Sports Hochi|itmedia.co.jp ITmedia
toyokeizai.net Toyo Keizai|bunshun.jp Bunshun|gendai.media Gendai|thairath.co.th Thairath|matichon.co.th Matichon|khaosod.co.th Khaosod|dailynews.co.th Daily News (Thailand)
tuoitre.vn Tuổi Trẻ|thanhnien.vn Thanh Niên|nhandan.vn Nhân Dân|dantri.com.vn Dân trí|vietnamnet.vn VietNamNet|detik.com Detik|tempo.co Tempo|republika.co.id Republika
liputan6.com Liputan6|antaranews.com Antara|hmetro.com.my Harian Metro|bharian.com.my Berita Harian|nst.com.my New Straits Times|malaymail.com Malay Mail
malaysiakini.com Malaysiakini|gmanetwork.com GMA News|abs-cbn.com ABS-CBN|manilatimes.net The Manila Times|mb.com.ph Manila Bulletin|irrawaddy.com The Irrawaddy
kathmandupost.com The Kathmandu Post|dailymirror.lk Daily Mirror (Sri Lanka)|island.lk The Island|dinamalar.com Dinamalar|dailythanthi.com Daily Thanthi
eenadu.net Eenadu|manoramaonline.com Malayala Manorama|mathrubhumi.com Mathrubhumi|jagran.com Dainik Jagran|livehindustan.com Hindustan|lokmat.com Lokmat|ndtv.in NDTV
news18.com News18|theprint.in ThePrint|scroll.in Scroll.in|thequint.com The Quint|deccanherald.com Deccan Herald|tribuneindia.com The Tribune (India)|geo.tv Geo News
tribune.com.pk The Express Tribune|thenews.com.pk The News International|jang.com.pk Jang|tolonews.com TOLOnews|tehrantimes.com Tehran Times|irna.ir IRNA
mehrnews.com Mehr News Agency|isna.ir ISNA|tasnimnews.com Tasnim News Agency|farsnews.ir Fars News Agency|presstv.ir Press TV|hamshahrionline.ir Hamshahri
entekhab.ir Entekhab|maariv.co.il Maariv|israelhayom.co.il Israel Hayom|israelhayom.com Israel Hayom|walla.co.il Walla|mako.co.il Mako|globes.co.il Globes
annahar.com An-Nahar|al-akhbar.com Al-Akhbar|lorientlejour.com L'Orient-Le Jour|gulfnews.com Gulf News|khaleejtimes.com Khaleej Times|thenationalnews.com The National
okaz.com.sa Okaz|spa.gov.sa Saudi Press Agency|aa.com.tr Anadolu Agency|sozcu.com.tr Sözcü|t24.com.tr T24|bianet.org Bianet|dailysabah.com Daily Sabah|trthaber.com TRT Haber
posta.com.tr Posta|evrensel.net Evrensel|tanea.gr Ta Nea|tovima.gr To Vima|naftemporiki.gr Naftemporiki|efsyn.gr Efimerida ton Syntakton|ert.gr ERT|in.gr in.gr
cyprus-mail.com Cyprus Mail|civil.ge Civil.ge|eurasianet.org Eurasianet|nv.ua NV|zn.ua Dzerkalo Tyzhnia|korrespondent.net Korrespondent|24tv.ua 24 Kanal|tsn.ua TSN
ukrinform.ua Ukrinform|suspilne.media Suspilne|rbc.ua RBC-Ukraine|hromadske.ua Hromadske|belta.by BelTA|tut.by TUT.BY|fontanka.ru Fontanka|rg.ru Rossiyskaya Gazeta
vesti.ru Vesti|aif.ru Argumenty i Fakty|ng.ru Nezavisimaya Gazeta|svoboda.org Radio Svoboda|kazinform.kz Kazinform|tengrinews.kz Tengrinews|akipress.org AKIpress
gazeta.uz Gazeta.uz|montsame.mn Montsame|aktuality.sk Aktuality.sk|dennikn.sk Denník N|irozhlas.cz iROZHLAS|aktualne.cz Aktuálně.cz|respekt.cz Respekt|ihned.cz Hospodářské noviny
rmf24.pl RMF 24|tvp.info TVP Info|fakt.pl Fakt|dziennik.pl Dziennik|polityka.pl Polityka|hvg.hu HVG|24.hu 24.hu|digi24.ro Digi24|libertatea.ro Libertatea|g4media.ro G4Media
veja.abril.com.br Veja|correiobraziliense.com.br Correio Braziliense|zerohora.com.br Zero Hora|gauchazh.clicrbs.com.br GZH|gazetadopovo.com.br Gazeta do Povo
lanacion.cl La Nación (Chile)|elmercurio.com El Mercurio|elcomercio.pe El Comercio|larepublica.pe La República|elespectador.com El Espectador|elcolombiano.com El Colombiano
eluniversal.com El Universal (Venezuela)|el-nacional.com El Nacional|granma.cu Granma|nacion.com La Nación (Costa Rica)|reforma.com Reforma|jornada.com.mx La Jornada
expansion.mx Expansión|expansion.com Expansión|20minutos.es 20minutos|elconfidencial.com El Confidencial|okdiario.com OKdiario|vozpopuli.com Vozpópuli|abola.pt A Bola
expresso.pt Expresso|sapo.pt SAPO|cmjornal.pt Correio da Manhã|rtl.fr RTL|bfmtv.com BFM TV|tf1info.fr TF1 Info|sudouest.fr Sud Ouest|nicematin.com Nice-Matin|lequipe.fr L'Équipe
rtl.lu RTL|wort.lu Luxemburger Wort|lessentiel.lu L'essentiel|tdg.ch Tribune de Genève|24heures.ch 24 heures|rts.ch Radio Télévision Suisse (RTS)|blick.ch Blick|watson.ch watson
bernerzeitung.ch Berner Zeitung|bazonline.ch Basler Zeitung|luzernerzeitung.ch Luzerner Zeitung|diepresse.com Die Presse|profil.at profil|heute.at Heute|nachrichten.at Oberösterreichische Nachrichten
bnn.de Badische Neueste Nachrichten|badische-zeitung.de Badische Zeitung|schwaebische.de Schwäbische Zeitung|rheinpfalz.de Die Rheinpfalz|hessenschau.de hessenschau
hr.de Hessischer Rundfunk (hr)|sr.de Saarländischer Rundfunk (SR)|butenunbinnen.de buten un binnen|radiobremen.de Radio Bremen|t-online.de t-online
netzpolitik.org netzpolitik.org|correctiv.org Correctiv|krautreporter.de Krautreporter|perspective-daily.de Perspective Daily|uebermedien.de Übermedien|cicero.de Cicero
freitag.de Der Freitag|juedische-allgemeine.de Jüdische Allgemeine|vorwaerts.de Vorwärts|apotheke-adhoc.de Apotheke adhoc|computerbild.de Computer Bild|chip.de CHIP
netzwelt.de netzwelt|gamestar.de GameStar|autobild.de Auto Bild|sport1.de Sport1|bunte.de Bunte|gala.de Gala|brigitte.de Brigitte|capital.de Capital|finanzen.net finanzen.net
boerse-online.de Börse Online|ntv.de n-tv|eltern.de Eltern|geo.de GEO|scinexx.de scinexx|spektrum.de Spektrum der Wissenschaft|rollingstone.com Rolling Stone|rollingstone.de Rolling Stone
fortune.com Fortune|axios.com Axios|propublica.org ProPublica|motherjones.com Mother Jones|rawstory.com Raw Story|thedailybeast.com The Daily Beast|breitbart.com Breitbart
dailycaller.com The Daily Caller|nationalreview.com National Review|occupydemocrats.com Occupy Democrats|thegatewaypundit.com The Gateway Pundit|freebeacon.com The Washington Free Beacon
washingtonexaminer.com Washington Examiner|reason.com Reason|realclearpolitics.com RealClearPolitics|businessinsider.co.za Business Insider|inquirer.com The Philadelphia Inquirer
startribune.com Star Tribune|tampabay.com Tampa Bay Times|dallasnews.com The Dallas Morning News|azcentral.com The Arizona Republic|mercurynews.com The Mercury News|oregonlive.com The Oregonian
cleveland.com Cleveland.com|nj.com NJ.com|al.com AL.com|mlive.com MLive|newsday.com Newsday|baltimoresun.com The Baltimore Sun|sltrib.com The Salt Lake Tribune|kansascity.com The Kansas City Star
espn.com ESPN|cbssports.com CBS Sports|si.com Sports Illustrated|engadget.com Engadget|arstechnica.com Ars Technica|zdnet.com ZDNET|cnet.com CNET|gizmodo.com Gizmodo|mashable.com Mashable
vancouversun.com Vancouver Sun|calgaryherald.com Calgary Herald|montrealgazette.com Montreal Gazette|torontosun.com Toronto Sun|canada.com Canada.com|macleans.ca Maclean's|journaldemontreal.com Le Journal de Montréal
rnz.co.nz Radio New Zealand (RNZ)|newshub.co.nz Newshub|sbs.com.au SBS News|canberratimes.com.au The Canberra Times|perthnow.com.au PerthNow|brisbanetimes.com.au Brisbane Times
thejournal.ie The Journal|breakingnews.ie BreakingNews.ie|standard.co.uk Evening Standard|cityam.com City A.M.|newstatesman.com New Statesman
manchestereveningnews.co.uk Manchester Evening News|liverpoolecho.co.uk Liverpool Echo|belfasttelegraph.co.uk Belfast Telegraph|itv.com ITV|channel4.com Channel 4|morningstaronline.co.uk Morning Star
"""
_BY_DOMAIN = dict(entry.split(" ", 1) for line in _NAMES.strip().splitlines() for entry in line.split("|"))


def known_outlet(site: str) -> str | None:
    """The name of the outlet whose pages are on that host, or None if it is not listed.

    >>> known_outlet("edition.cnn.com"), known_outlet("harbourpost.example")
    ('CNN', None)
    """
    labels = site.split(".")
    hosts = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((_BY_DOMAIN[host] for host in hosts if host in _BY_DOMAIN), None)
