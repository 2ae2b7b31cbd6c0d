// What the phone itself says. A person's language chooses, a switch overrides.

export const LANGUAGES = { "zh-Hant": "繁", "zh-Hans": "简", en: "EN" };

export const WORDS = {
  en: {
    title: "Demonstration phone",
    notice: "Demonstration phone, not WhatsApp. People and numbers are made up.",
    language: "Language",
    personas: "Who are you?",
    departments: "Write to",
    choose: "Choose a department to write to.",
    hidden: "Number not shown to departments",
    back: "Back to chats",
    talk: "Conversation",
    typing: "typing…",
    online: "online",
    message: "Message",
    attach: "Attach",
    send: "Send",
    cancel: "Cancel",
    close: "Close",
    reply: "Reply",
    you: "You",
    today: "Today",
    yesterday: "Yesterday",
    sent: "sent",
    delivered: "delivered",
    read: "read",
    photo: "Photo",
    video: "Video",
    voice: "Voice note",
    document: "Document",
    sticker: "Sticker",
    location: "Location",
    contact: "Contact",
    photoFile: "Choose a photo",
    photoTree: "Sample: fallen tree",
    photoPlayground: "Sample: flooded playground",
    voiceSample: "Sample voice note (3 seconds of silence)",
    documentFile: "Choose a document",
    documentSample: "Sample document (PDF)",
    here: "My current location",
    hereFails: "The browser did not give a location. Choose a pin or type coordinates.",
    coordinates: "Type coordinates",
    latitude: "Latitude",
    longitude: "Longitude",
    sendLocation: "Send location",
    shareContact: "Share phone number",
    form: "Forms cannot be opened on this phone",
    unknown: "This message cannot be shown on this phone",
    failed: "Could not send. {why}",
    offline: "No connection. Trying again…",
    noNumber: "There is no department with the number {number} on this phone.",
    unread: "{count} unread",
    start: "Say hello",
  },
  "zh-Hant": {
    title: "示範電話",
    notice: "示範電話，並非 WhatsApp。人物及號碼均屬虛構。",
    language: "語言",
    personas: "您是誰？",
    departments: "聯絡部門",
    choose: "請選擇要聯絡的部門。",
    hidden: "部門看不到號碼",
    back: "返回對話列表",
    talk: "對話",
    typing: "正在輸入…",
    online: "在線",
    message: "訊息",
    attach: "附加",
    send: "傳送",
    cancel: "取消",
    close: "關閉",
    reply: "回覆",
    you: "您",
    today: "今天",
    yesterday: "昨天",
    sent: "已傳送",
    delivered: "已送達",
    read: "已讀",
    photo: "相片",
    video: "影片",
    voice: "語音訊息",
    document: "文件",
    sticker: "貼圖",
    location: "位置",
    contact: "聯絡人",
    photoFile: "選擇相片",
    photoTree: "樣本：塌樹",
    photoPlayground: "樣本：水浸遊樂場",
    voiceSample: "樣本語音訊息（三秒靜音）",
    documentFile: "選擇文件",
    documentSample: "樣本文件（PDF）",
    here: "我目前的位置",
    hereFails: "瀏覽器未能提供位置。請選擇地點或輸入座標。",
    coordinates: "輸入座標",
    latitude: "緯度",
    longitude: "經度",
    sendLocation: "傳送位置",
    shareContact: "分享電話號碼",
    form: "此電話未能開啟表格",
    unknown: "此電話未能顯示這則訊息",
    failed: "未能傳送。{why}",
    offline: "沒有連線，正在重試…",
    noNumber: "此電話沒有號碼為 {number} 的部門。",
    unread: "{count} 則未讀",
    start: "打個招呼",
  },
  "zh-Hans": {
    title: "示范电话",
    notice: "示范电话，并非 WhatsApp。人物及号码均属虚构。",
    language: "语言",
    personas: "您是谁？",
    departments: "联络部门",
    choose: "请选择要联络的部门。",
    hidden: "部门看不到号码",
    back: "返回对话列表",
    talk: "对话",
    typing: "正在输入…",
    online: "在线",
    message: "消息",
    attach: "附加",
    send: "发送",
    cancel: "取消",
    close: "关闭",
    reply: "回复",
    you: "您",
    today: "今天",
    yesterday: "昨天",
    sent: "已发送",
    delivered: "已送达",
    read: "已读",
    photo: "照片",
    video: "视频",
    voice: "语音消息",
    document: "文件",
    sticker: "贴图",
    location: "位置",
    contact: "联系人",
    photoFile: "选择照片",
    photoTree: "样本：塌树",
    photoPlayground: "样本：水浸游乐场",
    voiceSample: "样本语音消息（三秒静音）",
    documentFile: "选择文件",
    documentSample: "样本文件（PDF）",
    here: "我目前的位置",
    hereFails: "浏览器未能提供位置。请选择地点或输入坐标。",
    coordinates: "输入坐标",
    latitude: "纬度",
    longitude: "经度",
    sendLocation: "发送位置",
    shareContact: "分享电话号码",
    form: "此电话未能打开表格",
    unknown: "此电话未能显示这条消息",
    failed: "未能发送。{why}",
    offline: "没有连接，正在重试…",
    noNumber: "此电话没有号码为 {number} 的部门。",
    unread: "{count} 条未读",
    start: "打个招呼",
  },
};

let current = "en";

export function speak(language) {
  current = language in WORDS ? language : "en";
}

export function language() {
  return current;
}

export function say(key, values = {}) {
  const sentence = WORDS[current][key] ?? WORDS.en[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// Everything in the page that carries words of ours, by data-words, data-label and data-hint.
export function translate(root) {
  document.documentElement.lang = current === "zh-Hant" ? "zh-Hant-HK" : current;
  document.title = say("title");
  for (const node of root.querySelectorAll("[data-words]")) node.textContent = say(node.dataset.words);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
    if (node.tagName === "BUTTON") node.title = say(node.dataset.label);
  }
  for (const node of root.querySelectorAll("[data-hint]")) node.placeholder = say(node.dataset.hint);
}

export function inOurLanguage(names, otherwise) {
  return names[current] ?? names.en ?? Object.values(names)[0] ?? otherwise;
}

const LOCALES = { en: "en-GB", "zh-Hant": "zh-HK", "zh-Hans": "zh-CN" };

export function clockTime(seconds) {
  const shape = { hour: "2-digit", minute: "2-digit", hour12: false };
  return new Date(seconds * 1000).toLocaleTimeString(LOCALES[current], shape);
}

export function dayName(seconds) {
  const day = new Date(seconds * 1000);
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const ago = Math.ceil((midnight - day) / 86_400_000);
  if (ago <= 0) return say("today");
  if (ago === 1) return say("yesterday");
  return day.toLocaleDateString(LOCALES[current], { day: "numeric", month: "long", year: "numeric" });
}
