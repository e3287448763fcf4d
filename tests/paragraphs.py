"""Paragraphs of our own in many languages, with the legacy encodings each was written in."""

PARAGRAPHS = {
    "pl": (
        "W sobotę rano na rynku w Brzezinach otwarto nową "
        "halę targową, którą mieszkańcy budowali przez trzy"
        " lata. Burmistrz podziękował rzemieślnikom i "
        "ogłosił, że pierwsze stoiska zajęły już "
        "pszczelarze, piekarze i ogrodnicy. „Żółte ściany "
        "świecą się aż do późnej nocy” – żartowała jedna z "
        "handlarek.\nŚrodki pochodzą ze sprzedaży gruntów. "
        "Część łąk nad rzeką pozostanie dzika."
    ),
    "cs": (
        "V pátek odpoledne se v Horní Lhotě znovu rozezněl "
        "zvon, který byl přes dvacet let uložen ve sklepě "
        "radnice. Opravu zaplatili místní obyvatelé a "
        "několik řemeslníků z okolí. „Šťastnější den jsme "
        "tu dlouho neměli,“ řekla kronikářka. Žáci základní"
        " školy připravili výstavu o dějinách věže."
    ),
    "hu": (
        "Szombaton újra megnyílt a régi vízimalom Kőszegfalván, miután az önkéntesek két évig "
        "dolgoztak a felújításán. A látogatók friss kenyeret is kóstolhattak, és megnézhették,"
        " hogyan őrölték a gabonát őseik. Az épület tetőszerkezetét teljesen kicserélték."
    ),
    "el": (
        "Το Σάββατο άνοιξε ξανά η παλιά γέφυρα του χωριού, ύστερα από εργασίες που κράτησαν "
        "δύο χρόνια. Οι κάτοικοι συγκεντρώθηκαν από νωρίς το πρωί και γιόρτασαν με μουσική και"
        " ψωμί από τον ξυλόφουρνο. «Άξιζε η αναμονή», είπε ο δήμαρχος. Άλλα έργα θα "
        "ακολουθήσουν την άνοιξη."
    ),
    "ru": (
        "В субботу утром в посёлке Берёзовка открыли новую "
        "библиотеку, которую жители строили больше двух "
        "лет. На праздник пришли школьники, учителя и "
        "мастера из соседних деревень. «Здесь будет тепло и"
        " светло», — сказала заведующая. Книги собирали по "
        "всему району."
    ),
    "uk": (
        "У суботу вранці в селищі Вербівка відкрили нову "
        "бібліотеку, яку мешканці будували понад два роки. "
        "На свято прийшли школярі, вчителі та майстри із "
        "сусідніх сіл. «Її чекали всі», — сказала "
        "завідувачка. Ґанок прикрасили квітами, а їжу "
        "приготували разом."
    ),
    "bg": (
        "В събота сутринта в село Брестово откриха новото читалище, което жителите строиха "
        "повече от две години. На празника дойдоха ученици, учители и майстори от съседните "
        "села. Кметът каза, че следващата стъпка е ремонтът на чешмата."
    ),
    "ja": (
        "土曜日の朝、港町の古い市場が二年ぶりに再開した。地元の漁師やパン職人が集まり、朝早くから新鮮な魚や焼"
        "きたてのパンを並べた。「この日を待っていました」と市場の代表は話した。来月からは毎週末に朝市が開かれ"
        "る予定だ。カフェも入る。"
    ),
    "zh": (
        "星期六上午,河边的老集市在关闭两年之后重新开放。当地的农民和面包师很早就来到这里,摆出了新鲜的蔬菜和"
        "刚出炉的面包。市场负责人表示,大家等这一天已经等了很久。从下个月开始,每个周末都会举行早市,孩子们还"
        "可以参加手工课程。"
    ),
    "zh-tw": (
        "星期六上午,河邊的老市集在關閉兩年之後重新開放。當地的農民和麵包師傅很早就來到這裡,擺出了新鮮的蔬菜"
        "和剛出爐的麵包。市場負責人表示,大家等這一天已經等了很久。從下個月開始,每個週末都會舉行早市,孩子們"
        "還可以參加手工課程。"
    ),
    "ko": (
        "토요일 아침 강가의 오래된 시장이 두 해 만에 다시 문을 열었다. 지역 농민과 제빵사들은 "
        "일찍부터 신선한 채소와 갓 구운 빵을 내놓았다. 시장 대표는 모두가 이날을 오래 기다렸다고"
        " 말했다. 다음 달부터는 주말마다 아침 장이 열릴 예정이다."
    ),
    "de": (
        "Am Samstagmorgen hat in Großmühlen die alte Brücke"
        " wieder geöffnet, nachdem Handwerker über zwei "
        "Jahre daran gearbeitet hatten. Die Bürgermeisterin"
        " dankte allen Beteiligten. „Das Warten hat sich "
        "gelohnt“, sagte eine Anwohnerin. Für die Straße "
        "fehlen noch Zuschüsse."
    ),
    "fr": (
        "Samedi matin, la vieille halle du marché a rouvert"
        " ses portes après deux années de travaux menés par"
        " les habitants. Le maire a remercié les bénévoles "
        "et promis d’autres chantiers. « Nous l’attendions "
        "depuis très longtemps », a déclaré une maraîchère."
        " L’été prochain, une fête y sera organisée."
    ),
    "es": (
        "El sábado por la mañana reabrió el antiguo mercado del pueblo después de dos años de "
        "obras. Los vecinos acudieron temprano y celebraron con música y pan recién hecho. "
        "¿Qué más se puede pedir?, dijo una señora. Mañana continuará la programación con "
        "talleres para niños."
    ),
    "tr": (
        "Cumartesi sabahı köyün eski değirmeni iki yıl süren çalışmaların ardından yeniden "
        "açıldı. Çocuklar için atölyeler kuruldu, komşu köylerden gelenler taze ekmek aldı. "
        "Muhtar, önümüzdeki yıl çeşmenin de onarılacağını söyledi. Işıklar gece yarısına kadar"
        " yandı."
    ),
    "he": (
        "בשבת בבוקר נפתח מחדש השוק הישן שעל גדת הנחל לאחר שנתיים של עבודות שיפוץ. התושבים "
        "הגיעו מוקדם וחגגו עם מוזיקה ולחם טרי. ראש המועצה אמר כי בשנה הבאה ישופץ גם בית הספר."
    ),
    "ar": (
        "افتتحت صباح السبت السوق القديمة على ضفة النهر بعد عامين من أعمال الترميم التي قام بها"
        " الأهالي. وحضر السكان منذ الصباح الباكر واحتفلوا بالموسيقى والخبز الطازج. وقال رئيس "
        "البلدية إن العمل سيستمر في العام المقبل."
    ),
    "th": (
        "เช้าวันเสาร์ ตลาดเก่าริมแม่น้ำเปิดอีกครั้งหลังปิดปรับปรุงนานสองปี "
        "ชาวบ้านมาร่วมงานตั้งแต่เช้าและเพลิดเพลินกับดนตรีและขนมปังสดใหม่ "
        "ผู้ใหญ่บ้านกล่าวว่าปีหน้าจะซ่อมสะพานด้วย"
    ),
}
LEGACY = {
    "pl": ["cp1250", "iso8859_2"],
    "cs": ["cp1250", "iso8859_2"],
    "hu": ["cp1250", "iso8859_2"],
    "el": ["cp1253", "iso8859_7"],
    "ru": ["cp1251", "koi8_r", "iso8859_5", "cp866"],
    "uk": ["cp1251", "koi8_u"],
    "bg": ["cp1251"],
    "ja": ["cp932", "euc_jp"],
    "zh": ["gbk", "gb18030"],
    "zh-tw": ["big5"],
    "ko": ["cp949"],
    "de": ["cp1252"],
    "fr": ["cp1252"],
    "es": ["cp1252"],
    "tr": ["cp1254", "iso8859_9"],
    "he": ["cp1255"],
    "ar": ["cp1256"],
    "th": ["cp874"],
}
