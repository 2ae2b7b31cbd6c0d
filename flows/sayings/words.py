"""About labels and the words that people type."""

from flows.sayings import warning

SAYINGS = {
    "double_word": warning(
        "“{word}” stands for two things here, so whoever types it is not understood.",
        "「{word}」在這裏代表兩項，市民輸入時便無法識別。",
        "“{word}”在这里代表两项，市民输入时便无法识别。",
        "Take it from one of them, or word them differently.",
        "請在其中一項移除，或改用不同字眼。",
        "请在其中一项移除，或改用不同字眼。",
    ),
    "word_taken": warning(
        "“{word}” means something else everywhere, which is heard first.",
        "「{word}」是通用指令，會先被當作指令處理。",
        "“{word}”是通用指令，会先被当作指令处理。",
        "Use another word; menu, back, stop, a person and the languages' names are taken.",
        "請改用其他字詞；目錄、返回、取消、職員和語言名稱已有用途。",
        "请改用其他字词；目录、返回、取消、职员和语言名称已有用途。",
    ),
    "label_makes_list": warning(
        "“{label}” is longer than a button's {most} characters, so a list is shown in {language}.",
        "「{label}」超過按鈕的 {most} 個字元，{language} 版本會改以清單顯示。",
        "“{label}”超过按钮的 {most} 个字符，{language} 版本会改以列表显示。",
        "Shorten the label to keep the buttons.",
        "如要保留按鈕，請縮短標籤。",
        "如要保留按钮，请缩短标签。",
    ),
}
