"""About what a flow needs of its department."""

from flows.sayings import error

SAYINGS = {
    "flow_deep": error(
        "The flow “{name}” makes {depth} flows that run each other; a talk goes {most} deep.",
        "連同流程「{name}」共有 {depth} 層流程互相執行；對話最多 {most} 層。",
        "连同流程“{name}”共有 {depth} 层流程互相执行；对话最多 {most} 层。",
        "Put some of the flows together.",
        "請合併部分流程。",
        "请合并部分流程。",
    ),
    "window_closed_within": error(
        "The flow “{name}” can come so late here that it writes more than 24 hours after the "
        "citizen's last message, when WhatsApp allows only approved templates.",
        "流程「{name}」在這裏可能太遲執行，於市民最後留言超過 24 小時後才發出訊息，屆時 WhatsApp "
        "只容許已核准的範本訊息。",
        "流程“{name}”在这里可能太迟执行，于市民最后留言超过 24 小时后才发出消息，届时 WhatsApp "
        "只允许已核准的模板消息。",
        "Wait less long before it.",
        "請縮短之前的等候時間。",
        "请缩短之前的等候时间。",
    ),
    "personal_data": error(
        "“{path}” is personal data, and the connector “{name}” may not be given any.",
        "「{path}」屬個人資料，但連接器「{name}」未獲准接收個人資料。",
        "“{path}”属个人资料，但连接器“{name}”未获准接收个人资料。",
        "Leave it out, or have the connector approved for personal data.",
        "請不要傳送這項資料，或先為連接器申請批准。",
        "请不要传送这项资料，或先为连接器申请批准。",
    ),
    "nobody_answers": error(
        "Whoever asks for a person reaches nobody: the department has no queue, no telephone "
        "number and no hours.",
        "市民要求找職員時無人接聽：部門沒有隊列、電話號碼或辦公時間。",
        "市民要求找职员时无人接听：部门没有队列、电话号码或办公时间。",
        "Write the department's telephone number and hours, or add a queue.",
        "請填寫部門的電話號碼和辦公時間，或加入隊列。",
        "请填写部门的电话号码和办公时间，或加入队列。",
    ),
}
