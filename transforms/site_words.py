"""Words by which a line shows whose it is: a site speaking to its readers, a picture desk, a comment form.

They are weak signs, counted by the line model beside others; `residue_phrases` has what is beyond doubt.
"""

from __future__ import annotations

import re

# A star stands for any ending.
_SITE = """
newsletter* subscri* unsubscri* signup sign-up login log-in inbox email* e-mail* mail cookie* browser* javascript
password* account* register* registration privacy copyright terms conditions disclaimer reserved republish*
redistribut* permission app apps download* click* tap link links website* site homepage web facebook twitter instagram
whatsapp telegram youtube tiktok linkedin pinterest podcast* rss comment* commenting moderat* reply replies editor*
newsroom journalism contact advertis* ad ads sponsor* affiliate* commission premium member* donat* support subscriber*
reader* paywall archive browse notification* alert* update* follow share shared abonn* anmeld* registrier* einlogg*
postfach datenschutz* nutzungsbeding* einwillig* impressum kommentar* leser* redaktion* werbung anzeige anzeigen
kostenlos* probemonat konto widerruf* externe* inhalt inhalte hinweis* fehlerhinweis* weiterlesen angebot* startseite
webseite s'abonner inscri* courriel* confidentialité commentaire* lecteur* rédaction publicité gratuit* compte cliquez
suscr* boletín boletines correo privacidad comentario* lector* redacción publicidad gratis cuenta regístr* clic iscri*
commenti lettori redazione pubblicità accedi clicca informativa assin* inscreva-se comentário* leitor* redação
publicidade grátis conta clique aanmeld* nieuwsbrief* inloggen reacties lezers redactie advertentie* nyhetsbrev*
nyhedsbrev* prenumer* anmäl läsare annons* annonse* logga logg kundeservice vilkår personvern* tilaa uutiskirje*
kommentoi mainos kirjaudu subskry* prenumerat* zapisz komentarz* redakcj* reklam* zaloguj regulamin* prywatności odběr
předplat* komentář* redakc* inzerc* přihla* registr* diskus* feliratkoz* hírlevél* hozzászól* szerkeszt* hirdet*
abonează* comentari* redacți* подпи* рассылк* комментар* редакци* реклам* зарегистрир* регистраци* войдите читател*
аккаунт* сайт* ссылк* перепечатк* телеграм* підпи* розсилк* коментар* редакці* абонир* редакция abone üye* bülten*
yorum* editör* kayıt giriş tıkla* çerez* اشترك* النشرة تعليق* التعليقات البريد الخصوصية التحرير إعلان خبرنامه عضویت
نظرات دیدگاه* הרשמה ניוזלטר תגוב* פרסומת berlangganan komentar redaksi iklan langganan daftar đăng bình luận σχόλι*
εγγραφ* ενημερωτικ* διαφήμισ* συνδρομ*
"""
_READER = """
you your yours you're you'll us our we we're we've sie ihr ihre ihren ihrer ihrem ihnen dein* wir unser* uns vous
votre vos nous notre nos usted tu tus nuestr* voi vostr* nostr* você seu sua nosso nossa je jouw uw ons onze du din
dine ditt deg vi oss vår* вы вас вам ваш* мы нас наш* ви вам ваш* siz* biz* bizim twoj* twój nas nasz* váš vaš* anda
kami σας μας
"""
_PICTURE = """
photo photos photograph* image images picture* pictured file foto fotos fotograf* bild* archiv* imagen getty reuters
afp ap dpa shutterstock imago alamy scanpix epa zdjęcie fot fotó фото screenshot screengrab courtesy video infografik
graphic grafik handout provided credit via symbolfoto illustration صورة عکس
"""
# In scripts without spaces.
_SITE_SPACELESS = re.compile(
    "会員|登録|ログイン|購読|広告|無料|転載|コメント|記事|구독|로그인|회원|댓글|광고|무단|전재|订阅|登录|注册|评论|广告|"
    "转载|版权|编辑|訂閱|登入|註冊|評論|廣告|轉載|版權|編輯|公众号|สมัคร|ความคิดเห็น"
)
_PICTURE_SPACELESS = re.compile("写真|撮影|사진|제공|图片|图源|摄|圖")
_EDGES = ".,:;!?*•·|»›«‹→←()[]\"'“”„’‘…–—-_/<>&#"


_START = 3  # letters; no listed beginning is shorter


def _bits() -> tuple[dict[str, int], dict[str, tuple[tuple[str, int], ...]]]:
    """For whole words the lists they are in, a bit each; the same for beginnings of words, by their first letters."""
    whole: dict[str, int] = {}
    beginnings: dict[str, int] = {}
    for number, words in enumerate((_SITE, _READER, _PICTURE)):
        for word in words.split():
            table = beginnings if word.endswith("*") else whole
            table[word.rstrip("*")] = table.get(word.rstrip("*"), 0) | 1 << number
    by_start = {beginning[:_START]: () for beginning in beginnings}
    return whole, {
        start: tuple((word, bits) for word, bits in beginnings.items() if word.startswith(start)) for start in by_start
    }


_WHOLE, _BEGINNINGS = _bits()


def word_signs(line: str) -> tuple[int, int, int]:
    """How many words of a line are of a site, of one who speaks to readers, and of pictures.

    >>> word_signs("Subscribe to our newsletter.")
    (2, 1, 0)
    >>> word_signs("The mayor spoke."), word_signs("写真は撮影時のもの。")
    ((0, 0, 0), (0, 0, 2))
    """
    site = reader = picture = 0
    for bare in line.lower().split():
        word = bare.strip(_EDGES)
        signs = _WHOLE.get(word, 0)
        for beginning, bits in _BEGINNINGS.get(word[:_START], ()):
            if word.startswith(beginning):
                signs |= bits
        if signs:
            site += signs & 1
            reader += signs >> 1 & 1
            picture += signs >> 2
    if not line.isascii():
        site += len(_SITE_SPACELESS.findall(line))
        picture += len(_PICTURE_SPACELESS.findall(line))
    return site, reader, picture
