"""Lines that pages leave behind in copied text, in many languages: comment forms, share bars, teasers, page controls.

A phrase is listed only if a story has no use for it as a line of its own. Matching is by line, never inside a sentence:
see `is_residue_line`.
"""

from __future__ import annotations

import re

# Whole lines, compared without case, digits and edge punctuation.
LINES = frozenset(
    line.strip().casefold()
    for line in """
    source link|source links|related articles|related article|related posts|related stories|related news
    related content|related topics|related coverage|leave a reply|leave a comment|leave a reply cancel reply
    cancel reply|post a comment|post comment|add a comment|add comment|write a comment|join the conversation
    join the discussion|view comments|show comments|hide comments|load comments|load more comments|no comments
    no comments yet|be the first to comment|back to top|back to top button|scroll to top|go to top|share|share this
    share this article|share this story|share this post|share article|share on facebook|share on twitter|share on x
    share on whatsapp|share on linkedin|share via email|share with friends|click to share|copy link|copy url
    link copied|copied|tweet|tweet this|pin it|print|print this page|print this article|email this
    email this article|save article|save for later|bookmark|bookmark this|facebook|twitter|whatsapp|telegram
    linkedin|pinterest|reddit|instagram|messenger|viber|tumblr|flipboard|youtube|read more|read also|also read
    read next|read full story|read the full story|read the full article|continue reading|keep reading|see also
    see more|more on this story|more on this topic|more from|more stories|more news|more like this|most read
    most popular|most viewed|most shared|popular posts|popular stories|popular now|trending|trending now
    trending stories|top stories|latest news|latest stories|latest articles|latest posts|recommended
    recommended for you|recommended stories|you may also like|you might also like|you may like|you might like
    editor's picks|editors' picks|editor’s picks|editors’ picks|from around the web|around the web|sponsored content
    sponsored|sponsored links|promoted|promoted content|promoted stories|advertisement|advertisements|advertising
    advertise with us|story continues below advertisement|article continues below advertisement
    article continues after ad|skip ad|subscribe|subscribe now|subscribe to our newsletter|sign up|sign up now
    sign in|log in|login|register|sign up for our newsletter|newsletter|newsletter signup|follow us|follow us on
    follow us on twitter|follow us on facebook|get the app|download our app|cookie policy|cookie settings
    privacy policy|terms of use|terms of service|terms and conditions|all rights reserved|contact us|about us
    about the author|about author|skip to content|skip to main content|main menu|toggle navigation|previous article
    next article|previous post|next post|previous story|next story|filed under|tags|tagged|categories
    post navigation|report an error|report this ad|report a typo|loading|loading...|please wait|enable javascript
    this video can not be played|play video|watch live|live tv|listen to this article|listen to article|audio player
    video player|caption|image caption|media caption|image source|getty images|notify me of new posts by email
    notify me of follow-up comments by email
    save my name, email, and website in this browser for the next time i comment
    your email address will not be published|required fields are marked|name|email|website|comment|comments|reply
    close|menu|search|home|subscribe to notifications|turn on desktop notifications|disclaimer|rate this article
    was this helpful|quelle|quellenlink|teilen|artikel teilen|drucken|merken|kommentare|kommentar schreiben
    kommentar verfassen|kommentar hinterlassen|schreibe einen kommentar|antworten abbrechen|kommentare anzeigen
    kommentare lesen|anzeige|werbung|mehr zum thema|mehr dazu|mehr lesen|weiterlesen|lesen sie auch|lesen sie mehr
    auch interessant|das könnte sie auch interessieren|das könnte dich auch interessieren|ähnliche artikel
    ähnliche beiträge|verwandte artikel|weitere artikel|meistgelesen|meistgelesene artikel|am meisten gelesen
    top-themen|schlagwörter|schlagworte|themen|zur startseite|startseite|nach oben|zum seitenanfang|seitenanfang
    anmelden|abonnieren|jetzt abonnieren|newsletter abonnieren|datenschutz|impressum|auf facebook teilen
    auf twitter teilen|per e-mail teilen|link kopieren|vorlesen|artikel anhören
    ihre e-mail-adresse wird nicht veröffentlicht|deine e-mail-adresse wird nicht veröffentlicht
    erforderliche felder sind markiert|erforderliche felder sind mit markiert|partager|partager cet article
    partager sur facebook|imprimer|commenter|commentaires|laisser un commentaire|annuler la réponse|lire aussi
    à lire aussi|lire la suite|lire plus|en savoir plus|articles similaires|articles liés|sur le même sujet
    sur le même thème|les plus lus|publicité|s'abonner|s’abonner|se connecter|s'inscrire|je m'abonne|accueil
    haut de page|retour en haut|retour en haut de la page|politique de confidentialité|mentions légales|lien source
    votre adresse e-mail ne sera pas publiée|les champs obligatoires sont indiqués avec|copier le lien|suivez-nous
    compartir|compartir en facebook|compartir en twitter|comparte esta noticia|imprimir|comentarios
    deja un comentario|deja una respuesta|cancelar la respuesta|dejar un comentario|leer más|lee también
    leer también|lea también|te puede interesar|también te puede interesar|artículos relacionados
    noticias relacionadas|contenido relacionado|más noticias|más leídas|lo más leído|lo más visto|publicidad
    suscríbete|suscribirse|iniciar sesión|regístrate|volver arriba|inicio|enlace de origen|enlace fuente|fuente
    tu dirección de correo electrónico no será publicada|copiar enlace|síguenos
    los campos obligatorios están marcados con|política de privacidad|aviso legal|condividi|condividi su facebook
    stampa|commenti|lascia un commento|lascia una risposta|annulla risposta|leggi anche|leggi tutto|leggi di più
    articoli correlati|notizie correlate|potrebbe interessarti|ti potrebbe interessare|i più letti|più letti
    pubblicità|abbonati|iscriviti|iscriviti alla newsletter|accedi|torna su|torna in alto|seguici|copia link
    il tuo indirizzo email non sarà pubblicato|i campi obbligatori sono contrassegnati|compartilhar|compartilhe
    compartilhe esta notícia|partilhar|comentários|comentar|deixe um comentário|deixe uma resposta|cancelar resposta
    leia mais|leia também|veja também|notícias relacionadas|artigos relacionados|mais lidas|publicidade|assine
    inscreva-se|entrar|voltar ao topo|o seu endereço de e-mail não será publicado
    campos obrigatórios são marcados com|delen|deel dit artikel|reacties|reageer|geef een reactie|reactie annuleren
    lees ook|lees meer|lees verder|gerelateerde artikelen|meest gelezen|advertentie|abonneer|inloggen
    terug naar boven|het e-mailadres wordt niet gepubliceerd|del|del artikel|del artiklen|del på facebook|les også
    les mer|læs også|læs mere|läs också|läs även|läs mer|läs vidare|annonse|annons|annonce|reklame|kommenter
    kommentarer|skriv en kommentar|legg igjen en kommentar|lämna ett svar|lämna en kommentar|dela|dela artikeln
    relaterte artikler|relaterade artiklar|relaterede artikler|mest lest|mest læste|mest lästa|logg inn|log ind
    logga in|til toppen|jaa|jaa artikkeli|lue myös|lue lisää|mainos|kommentit|luetuimmat|vastaa|udostępnij
    podziel się|komentarze|dodaj komentarz|skomentuj|anuluj pisanie odpowiedzi|czytaj także|czytaj też|czytaj więcej
    czytaj dalej|zobacz także|zobacz też|zobacz również|powiązane artykuły|najczęściej czytane|reklama|zaloguj się
    twój adres e-mail nie zostanie opublikowany|wymagane pola są oznaczone|do góry|sdílet|komentáře|přidat komentář
    napsat komentář|čtěte také|čtěte více|číst dále|související články|inzerce|nejčtenější|zdieľať|komentáre
    čítajte aj|čítajte tiež|súvisiace články|megosztás|hozzászólások|hirdetés|olvasta már|kapcsolódó cikkek
    distribuie|comentarii|citește și|citeste si|articole similare|publicitate|lasă un răspuns|podeli|podijeli
    komentari|pročitajte još|pročitajte i|povezane vijesti|paylaş|paylaş:|yorumlar|yorum yap|yorum yaz
    bir cevap yazın|ilgili haberler|ilgili yazılar|reklam|en çok okunanlar|daha fazla|abone ol|giriş yap|yukarı çık
    e-posta hesabınız yayımlanmayacak|κοινοποίηση|σχόλια|διαβάστε επίσης|διαβάστε ακόμα|σχετικά άρθρα|διαφήμιση
    κοινοποιήστε|поделиться|поделиться в соцсетях|комментарии|добавить комментарий|оставить комментарий
    отменить ответ|читайте также|читать далее|читать полностью|смотрите также|похожие статьи|похожие новости
    материалы по теме|по теме|новости по теме|самое читаемое|популярное|реклама|подписаться|войти|регистрация|наверх
    источник|ссылка на источник|ваш адрес email не будет опубликован|обязательные поля помечены|поділитися|коментарі
    читайте також|реклама на сайті|схожі новини|сподели|коментари|прочетете още|شارك|مشاركة|شارك المقال|التعليقات
    اترك تعليقا|اترك تعليقاً|إلغاء الرد|اقرأ أيضا|اقرأ أيضاً|اقرأ المزيد|مقالات ذات صلة|أخبار ذات صلة|المزيد|إعلان
    إعلانات|الأكثر قراءة|رابط المصدر|المصدر|زر الذهاب إلى الأعلى|لن يتم نشر عنوان بريدك الإلكتروني
    الحقول الإلزامية مشار إليها بـ|اشتراک|نظرات|مطالب مرتبط|اخبار مرتبط|بیشتر بخوانید|شیئر کریں|תגובות|שתף|שתפו
    כתבות קשורות|קרא עוד|פרסומת|शेयर करें|टिप्पणियाँ|यह भी पढ़ें|ये भी पढ़ें|संबंधित खबरें|विज्ञापन|আরও পড়ুন
    শেয়ার করুন|மேலும் படிக்க|bagikan|bagikan artikel ini|komentar|baca juga|baca selengkapnya|artikel terkait
    berita terkait|terpopuler|iklan|tinggalkan balasan|alamat email anda tidak akan dipublikasikan|kongsi|chia sẻ
    bình luận|xem thêm|đọc thêm|tin liên quan|bài viết liên quan|quảng cáo|แชร์|ความคิดเห็น|อ่านเพิ่มเติม
    ข่าวที่เกี่ยวข้อง|โฆษณา|シェア|シェアする|ツイート|関連記事|あわせて読みたい|続きを読む|広告|コメント
    コメントする|おすすめ記事|人気記事|ランキング|印刷|ページトップへ|ページの先頭へ|공유|공유하기|댓글|댓글쓰기
    관련기사|관련뉴스|많이 본 뉴스|인기기사|광고|기사제보|무단전재 및 재배포 금지|맨위로|인쇄|좋아요|分享|分享到
    评论|發表評論|发表评论|留言|相关新闻|相关阅读|相關新聞|相關文章|延伸閱讀|推荐阅读|推薦閱讀|阅读更多|閱讀更多
    热门新闻|熱門新聞|广告|廣告|返回顶部|回到頂部|点击加载更多|责任编辑|打印
    guardar|guardar artículo|salva|salva articolo|salvar|enregistrer|sauvegarder|opslaan|bewaren|lagre|spara|gem|zapisz
    le puede interesar|también le puede interesar|le podría interesar|te podría interesar|puede interesarle|vea también
    vea además|ver también|mira también|mire también|lea más|lea además|temas|temas relacionados|notas relacionadas
    weitere themen|weitere artikel zum thema|lesen sie auch die folgenden beiträge|lesen sie dazu auch|lies auch
    das könnte euch auch interessieren|das thema könnte dich auch interessieren|auch lesenswert|passend zum thema
    potrebbe interessarti anche|ti potrebbe interessare anche|potrebbero interessarti|voir aussi|à voir aussi
    vous aimerez aussi|vous pourriez aussi aimer|veja mais|saiba mais|você pode gostar|você também pode gostar
    stampa questa pagina|stampa questo articolo|stampa articolo|imprimir esta página|imprimer cet article
    imprimer cette page|artikel drucken|seite drucken|diese seite drucken|print this story|s'abonner à la newsletter
    abonnez-vous|iscriviti|suscríbase|newsletter bestellen|zapisz się|zapisz się do newslettera
    """.replace("\n", "|").split("|")
    if line.strip()
)

# Requests to share or to subscribe: a sentence may begin so, a line of less than sixty characters is a button.
_SHARING = (
    "abonnez-vous à ", "abonnez-vous au ", "inscrivez-vous à ", "recevez notre newsletter", "partager sur ",
    "partagez sur ", "partager par ", "compartir en ", "compartir por ", "suscríbase a ", "suscríbete al ",
    "apúntate a ", "condividi su ", "condividi via ", "iscriviti alla ", "iscriviti al ", "auf facebook teilen",
    "teilen auf ", "teilen über ", "per e-mail teilen", "abonnieren sie unseren", "melden sie sich für unseren",
    "udostępnij na ", "udostępnij w ", "podziel się na ", "zapisz się na ", "zapisz się do ", "compartilhar no ",
    "compartilhe no ", "partilhar no ", "assine a nossa", "assine nossa", "assine a newsletter", "delen op ",
    "deel op ", "deel via ", "schrijf je in voor ", "meld je aan voor ", "del på ", "dela på ", "prenumerera på ",
    "tilmeld dig ", "meld deg på ", "jaa facebookissa", "tilaa uutiskirje", "sdílet na ", "přihlaste se k ",
    "megosztás ", "iratkozzon fel ", "distribuie pe ", "abonează-te la ", "поделиться в ", "подпишитесь на ",
    "поділитися в ", "підписуйтесь на ", "facebook'ta paylaş", "bültenimize ", "bagikan ke ", "chia sẻ lên ",
    "subscribe to the ", "tweet this", "email this ", "forward this ", "send this to a friend",
)  # fmt: skip

# Beginnings after which the rest of the line does not matter.
_BEGINNINGS = (
    "your email address will not be published", "required fields are marked", "save my name, email", "notify me of ",
    "this site uses akismet", "click to share on ", "click here to ", "sign up for our ", "sign up to our ",
    "sign up here", "subscribe to our ", "follow us on ", "follow our ", "like us on facebook", "join our whatsapp",
    "join our telegram", "join us on ", "download our app", "download the app", "get our ", "copyright ©",
    "copyright (c)", "© 20", "© 19", "(c) 20", "all rights reserved", "read more:", "read more at ", "read also:",
    "also read:", "see also:", "read next:", "related:", "more:", "recommended:", "watch:", "listen:", "watch | ",
    "read | ", "also read |", "share on ", "share this ", "tags:", "filed under:", "posted in:", "categories:",
    "tagged with", "comments (", "skip to ", "we use cookies", "this website uses cookies", "this site uses cookies",
    "by continuing to ", "please enable javascript", "javascript is disabled", "continue reading",
    "story continues below", "article continues below", "article continues after", "scroll to continue",
    "view all posts by", "the post ", "this article was originally published on", "first published on ",
    "you must be logged in to", "sign in to comment", "log in to comment", "see all comments", "view all comments",
    "ihre e-mail-adresse wird nicht", "deine e-mail-adresse wird nicht", "lesen sie auch:", "lesen sie hier:",
    "lesen sie mehr:", "mehr zum thema:", "auch interessant:", "schlagwörter:", "zum thema:", "folgen sie uns",
    "votre adresse e-mail ne sera", "lire aussi :", "lire aussi:", "à lire aussi :", "à lire :", "suivez-nous sur",
    "tu dirección de correo", "lea también:", "lee también:", "leer más:", "síguenos en", "suscríbete a",
    "te puede interesar:", "il tuo indirizzo email", "leggi anche:", "seguici su", "o seu endereço de e-mail",
    "leia também:", "leia mais:", "siga-nos", "lees ook:", "les også:", "læs også:", "läs också:", "läs även:",
    "lue myös:", "czytaj także:", "czytaj też:", "zobacz też:", "čtěte také:", "e-posta hesabınız", "читайте также:",
    "подписывайтесь на ", "ваш адрес email", "читайте також:", "baca juga:", "xem thêm:", "اقرأ أيضا:", "اقرأ أيضًا:",
    "لن يتم نشر عنوان", "関連記事：", "【関連記事】", "■関連記事", "저작권자", "ⓒ", "▶", "▲사진", "[관련기사]",
    "この記事は会員限定", "この記事は有料", "会員限定記事", "有料会員限定記事", "본 기사는 유료", "이 기사는 유료",
    "本文为付费",
    "版权所有", "责任编辑：", "编辑：", "延伸閱讀：", *_SHARING,
)  # fmt: skip

# Of these, the ones that may also begin a sentence: residue only where the line is short.
_WANTS_SHORT = (
    "the post ", "get our ", "watch:", "listen:", "more:", "by continuing to ", "click here to ", "join us on ",
    *_SHARING,
)  # fmt: skip

_CONTAINED = (
    "site can also be accessed", "site can also be reached", "site can also be visited", "site can also be found",
    "appeared first on ", "mail address will not be published", "required fields are marked",
    "for the next time i comment", "free articles left", "free articles remaining",
    "may not be published, broadcast, rewritten", "無断転載", "无断转载", "무단전재", "재배포 금지",
)  # fmt: skip
_ENDINGS = (
    "all rights reserved", "alle rechte vorbehalten", "tous droits réservés", "todos los derechos reservados",
    "tutti i diritti riservati", "todos os direitos reservados", "все права защищены", "всі права захищені",
    "جميع الحقوق محفوظة", "tüm hakları saklıdır", "alle rechten voorbehouden", "wszelkie prawa zastrzeżone",
    "無断転載を禁じます", "alternate addresses",
    "alternative addresses", "mirror addresses", "alternate links", "alternative links", "mirror sites",
)  # fmt: skip
_WHOLE = re.compile(
    r"""
    (?: \d+\ (?: comments? | shares? | views? | likes? | kommentare? | commentaires? | comentarios? )
    | \d+\ (?: min(?:ute)?s? | minuten | min\. )\ (?: read | lesezeit | de\ lecture | de\ lectura )
    | (?: source | quelle | via | fuente | fonte )\s*:\s*(?: https?://\S+ | www\.\S+ | link )
    | (?: https?:// | www\. )\S+
    | (?: \S+\ ){0,4}(?: roku | fire\ tv | apple\ tv | app\ store | google\ play ) )$
    """,
    re.VERBOSE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\([Cc]\)|[Cc]opyright)\s+(?:(?:©|\([Cc]\)|by|\d{4}(?:\s?[-–]\s?\d{2,4})?|[^\W\d_a-z]\S*|of|and|de|der|y|et|&)\s*)+"
    r"\.?(?:\s*[.–—|-]\s*.{0,80}|\s(?:For|All|No)\s.{0,60})?$"
)
# Listed lines of several words may have the title of another page behind a colon: "यह भी पढ़ें: ...".
_BEFORE_COLON = frozenset(line for line in LINES if " " in line or re.search("[\u3040-\u9fff]{4}", line))
_COLON = re.compile(r"\s?[:：]\s?")
_EDGES = " \t.,:;!?*•·|»›«‹→←↑↓▼▲▶►…-–—_+()[]\"'#0123456789"
_LONGEST = 200  # characters; no list entry is near that, and a long line is a paragraph


def is_residue_line(line: str) -> bool:
    """Whether a line is unmistakably left over from its page.

    >>> is_residue_line("Related Articles"), is_residue_line("Kommentare (12)")
    (True, True)
    >>> is_residue_line("Related articles were found in the suspect's home, police said.")
    False
    """
    if len(line) > _LONGEST:
        return False
    # The capital of the Turkish dotted i is folded into two characters.
    folded = line.casefold().replace("i\u0307", "i")
    if folded.strip(_EDGES) in LINES:
        return True
    if folded.startswith(_BEGINNINGS):
        return len(folded) < 60 or not folded.startswith(_WANTS_SHORT)
    before = _COLON.split(folded, maxsplit=1)[0]
    if len(before) < len(folded) and before.strip(_EDGES) in _BEFORE_COLON:
        return True
    if folded.rstrip(" .:").endswith(_ENDINGS) or any(phrase in folded for phrase in _CONTAINED):
        return True
    return _WHOLE.match(folded) is not None or _COPYRIGHT.match(line) is not None
