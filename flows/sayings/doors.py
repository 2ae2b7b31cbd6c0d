"""About what brings people in."""

from flows.sayings import error, warning

SAYINGS = {
    "double_trigger": error(
        "The trigger “{by}” stands here a second time, and is never taken.",
        "觸發點「{by}」重複出現，第二個永遠不會生效。",
        "触发点“{by}”重复出现，第二个永远不会生效。",
        "Remove one of the two.",
        "請移除其中一個。",
        "请移除其中一个。",
    ),
    "words_claimed": warning(
        "The flow “{other}” is opened by “{word}” as well; the older of the two answers.",
        "流程「{other}」同樣由「{word}」進入，會由較早的一個回覆。",
        "流程“{other}”同样由“{word}”进入，会由较早的一个回复。",
        "Leave the word to one of the two flows.",
        "請只在其中一個流程使用這個字詞。",
        "请只在其中一个流程使用这个字词。",
    ),
}
