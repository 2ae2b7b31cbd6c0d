"""What the public pages say, in the three languages of the site."""

WORDS = {
    "directory": {
        "en": "Departments on WhatsApp",
        "zh-Hant": "各部門的 WhatsApp 官方號碼",
        "zh-Hans": "各部门的 WhatsApp 官方号码",
    },
    "directory_lead": {
        "en": "These are the official numbers. Choose a department to start a chat.",
        "zh-Hant": "以下是各部門的官方號碼。請選擇部門開始對話。",
        "zh-Hans": "以下是各部门的官方号码。请选择部门开始对话。",
    },
    "nobody": {
        "en": "No department can be written to yet.",
        "zh-Hant": "目前未有部門開通號碼。",
        "zh-Hans": "目前未有部门开通号码。",
    },
    "official_number": {
        "en": "Official WhatsApp number",
        "zh-Hant": "WhatsApp 官方號碼",
        "zh-Hans": "WhatsApp 官方号码",
    },
    "no_number": {
        "en": "This department has no WhatsApp number yet.",
        "zh-Hant": "這個部門未有 WhatsApp 號碼。",
        "zh-Hans": "这个部门未有 WhatsApp 号码。",
    },
    "open_chat": {
        "en": "Open the chat",
        "zh-Hant": "開啟對話",
        "zh-Hans": "打开对话",
    },
    "scan": {
        "en": "Or point your phone's camera at the code.",
        "zh-Hant": "或用手機鏡頭掃描二維碼。",
        "zh-Hans": "或用手机镜头扫描二维码。",
    },
    "sends": {
        "en": "These words will stand ready to be sent:",
        "zh-Hant": "對話會預先填上以下文字，請按傳送：",
        "zh-Hans": "对话会预先填上以下文字，请按发送：",
    },
    "shortcuts": {
        "en": "Straight to a service",
        "zh-Hant": "直接前往服務",
        "zh-Hans": "直接前往服务",
    },
    "qr_of": {
        "en": "QR code that opens a WhatsApp chat with",
        "zh-Hant": "開啟 WhatsApp 對話的二維碼：",
        "zh-Hans": "打开 WhatsApp 对话的二维码：",
    },
    "print": {
        "en": "Picture for printing (PNG)",
        "zh-Hant": "列印用圖片（PNG）",
        "zh-Hans": "打印用图片（PNG）",
    },
    "telephone": {"en": "Telephone", "zh-Hant": "電話", "zh-Hans": "电话"},
    "hours": {"en": "Office hours", "zh-Hant": "辦公時間", "zh-Hans": "办公时间"},
    "contact": {
        "en": "Speak to a person",
        "zh-Hant": "與職員聯絡",
        "zh-Hans": "与职员联络",
    },
    "privacy": {
        "en": "About your privacy",
        "zh-Hant": "關於您的私隱",
        "zh-Hans": "关于您的隐私",
    },
    "privacy_way": {
        "en": "WhatsApp protects a message on its way from your phone to Meta's business service. "
        "There it is decrypted and passed on to the department over a protected connection. "
        "A chat with a department is therefore not private between the two of you alone: Meta "
        "handles it as well, and may keep messages for up to 30 days.",
        "zh-Hant": "訊息由您的手機傳送至 Meta 的商業服務時，會受 WhatsApp 加密保護；到達後會被解密，"
        "再經加密連線交給部門。因此，與部門的對話並非只有您和部門才能讀取："
        "Meta 亦會處理訊息，並可保留最多 30 天。",
        "zh-Hans": "信息由您的手机传送至 Meta 的商业服务时，会受 WhatsApp 加密保护；到达后会被解密，"
        "再经加密连接交给部门。因此，与部门的对话并非只有您和部门才能读取："
        "Meta 亦会处理信息，并可保留最多 30 天。",
    },
    "privacy_care": {
        "en": "Send only what you are asked for, and never a password or a card number. A message "
        "from any other number does not come from this department's chat.",
        "zh-Hant": "請只提供被要求的資料，切勿傳送密碼或信用卡號碼。來自其他號碼的訊息，"
        "並非由這個部門的對話發出。",
        "zh-Hans": "请只提供被要求的资料，切勿发送密码或信用卡号码。来自其他号码的信息，"
        "并非由这个部门的对话发出。",
    },
    "sandbox": {
        "en": "This is a trial system. The links and codes on this page open the sandbox phone in "
        "your browser instead of WhatsApp, and the numbers are fictional.",
        "zh-Hant": "這是試用系統。本頁的連結及二維碼會在瀏覽器開啟沙盒電話，而非 WhatsApp；號碼均屬虛構。",
        "zh-Hans": "这是试用系统。本页的链接及二维码会在浏览器打开沙盒电话，而非 WhatsApp；号码均属虚构。",
    },
    "all": {
        "en": "All departments",
        "zh-Hant": "所有部門",
        "zh-Hans": "所有部门",
    },
    "staff_site": {
        "en": "Staff site",
        "zh-Hant": "職員網站",
        "zh-Hans": "职员网站",
    },
    "missing": {
        "en": "This page does not exist",
        "zh-Hant": "找不到這個頁面",
        "zh-Hans": "找不到这个页面",
    },
    "missing_lead": {
        "en": "The address may be mistyped, or the page has been taken away.",
        "zh-Hant": "網址可能有誤，或頁面已被移除。",
        "zh-Hans": "网址可能有误，或页面已被移除。",
    },
    "broken": {
        "en": "Something went wrong",
        "zh-Hant": "發生錯誤",
        "zh-Hans": "发生错误",
    },
    "broken_lead": {
        "en": "Please try again in a few minutes.",
        "zh-Hant": "請於數分鐘後再試。",
        "zh-Hans": "请于数分钟后再试。",
    },
}


def spoken(language: str) -> dict[str, str]:
    """Every sentence by its name, in ``language``: ``en``, ``zh-Hant`` or ``zh-Hans``."""
    return {name: texts[language] for name, texts in WORDS.items()}
