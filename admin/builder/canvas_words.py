"""The canvas's own words, in the language of the page. The canvas names them by their keys."""

from flask_babel import gettext

from admin.builder import phone_words


def words() -> dict[str, str]:
    """Every sentence and label by its key; `%(name)s` is filled in by the canvas."""
    return {
        **_canvas(),
        **_panel(),
        **_rules(),
        **_standing(),
        **_numbers(),
        **_changes(),
        **phone_words.words(),
    }


def _canvas() -> dict[str, str]:
    return {
        "canvas": gettext("Canvas of the flow"),
        "keys": gettext(
            "Arrow keys walk along the lines, Enter opens a card, the slash key adds one after it, "
            "Delete removes it. Control and Z undoes. N shows the numbers."
        ),
        "tools": gettext("Tools"),
        "language": gettext("Language of the words"),
        "zoom": gettext("Zoom"),
        "minimap": gettext("The whole flow, small"),
        "start": gettext("Start"),
        "add": gettext("Add a step"),
        "add_here": gettext("Add a step here"),
        "add_after": _kept("Add a step at “%(exit)s” of %(node)s", "exit", "node"),
        "leads_back": _kept("Leads to %(node)s", "node"),
        "add_between": _kept("Add a step between %(from)s and %(to)s", "from", "to"),
        "find_kind": gettext("What should happen?"),
        "no_kind": gettext("There is no such kind of step."),
        "more": gettext("More"),
        "undo": gettext("Undo"),
        "redo": gettext("Redo"),
        "tidy": gettext("Tidy up"),
        "find": gettext("Find"),
        "find_card": gettext("Find a step by its words"),
        "found": gettext("Found"),
        "none_found": gettext("Nothing found."),
        "problems": gettext("Problems"),
        "error": gettext("Error"),
        "warning": gettext("Warning"),
        "problems_here": _kept("%(count)s problems here", "count"),
        "problems_count": _kept("%(errors)s errors, %(warnings)s warnings", "errors", "warnings"),
        "problems_now": _kept("Now %(errors)s errors, %(warnings)s warnings", "errors", "warnings"),
        "mend": gettext("Mend it"),
        "mend_here": _kept("Mend it: %(text)s", "text"),
        "mended": gettext("Mended. Undo takes it back."),
        "needs_person": gettext("This needs a person: only you know what is meant."),
        "not_reached": gettext("The server cannot be reached just now. Try again."),
        "no_problems": gettext("The gate finds nothing wrong."),
        "no_problems_short": gettext("No problems"),
        "not_a_flow": gettext("This cannot be saved yet:"),
        "cannot_show": gettext(
            "The canvas has failed; what you typed is kept. Load this page again, or use the outline."
        ),
        "cannot_open": gettext("The flow could not be opened. Load this page again."),
    }


def _panel() -> dict[str, str]:
    return {
        "settings": gettext("Settings"),
        "settings_help": gettext(
            "What holds for the whole flow: what brings people here, its languages, its safe place."
        ),
        "panel_of": _kept("Step %(node)s", "node"),
        "close": gettext("Close"),
        "remove": gettext("Remove this step"),
        "leads": gettext("Where it leads"),
        "nowhere": gettext("Nowhere yet"),
        "by_default": _kept("As for the whole flow: %(node)s", "node"),
        "does_not_exist": _kept("%(node)s (does not exist)", "node"),
        "not_set": gettext("Not set"),
        "choose": gettext("Choose"),
        "unit": gettext("Unit"),
        "unit_s": gettext("seconds"),
        "unit_m": gettext("minutes"),
        "unit_h": gettext("hours"),
        "unit_d": gettext("days"),
        "unit_w": gettext("weeks"),
        "take_out": gettext("Take out"),
        "further": gettext("Further settings"),
        "one_a_line": gettext("One a line."),
        "name": gettext("Name"),
        "value": gettext("Value"),
        "add_one": gettext("Add one"),
        "put_in": gettext("Put in something known"),
        "add_file": gettext("Or add a file:"),
        "fallback": gettext("Fallback"),
        "another_language": gettext("Another language"),
        "language_kept": _kept(
            "%(count)s texts are written in it. To remove the language, empty them in the "
            "translations first.",
            "count",
        ),
        "up": gettext("Move up"),
        "down": gettext("Move down"),
    }


def _rules() -> dict[str, str]:
    return {
        "rule_on_page": gettext("This rule cannot be shown here; edit it on the step's page."),
        "how_many": gettext("How many must hold"),
        "all_hold": gettext("All must hold"),
        "any_holds": gettext("One is enough"),
        "none_holds": gettext("None may hold"),
        "group": gettext("Rules within"),
        "add_group": gettext("Add rules within"),
        "looked_at": gettext("What is looked at"),
        "comparison": gettext("Comparison"),
        "how_is": gettext("is"),
        "how_is_not": gettext("is not"),
        "how_in": gettext("is one of"),
        "how_contains": gettext("contains"),
        "how_less_than": gettext("is less than"),
        "how_more_than": gettext("is more than"),
        "how_between": gettext("is between"),
        "how_before": gettext("is before"),
        "how_after": gettext("is after"),
        "how_is_set": gettext("is known"),
        "how_is_not_set": gettext("is not known"),
    }


def _standing() -> dict[str, str]:
    return {
        "standing_saved": gettext("Saved in the draft"),
        "standing_unsaved": gettext("Not saved yet"),
        "standing_saving": gettext("Saving …"),
        "standing_away": gettext("No connection; kept in this browser, and saved when it is back"),
        "standing_refused": gettext("Cannot be saved like this; see the problems"),
        "standing_signedOut": gettext("You are signed out; sign in again in another tab"),
        "standing_merged": gettext("Somebody else saved as well; both are put together"),
        "standing_reading": gettext("You may read this flow; others may change it."),
        "editing_too": _kept("%(names)s is editing, too", "names"),
        "both_changed": _kept("Somebody else changed this, too: %(places)s", "places"),
        "keep_mine": gettext("Keep mine"),
        "take_theirs": gettext("Take theirs"),
    }


def _numbers() -> dict[str, str]:
    return {
        "numbers": gettext("Numbers"),
        "numbers_period": gettext("Period"),
        "numbers_none": gettext("Nobody has been here yet in this period."),
        "numbers_failed": gettext(
            "The numbers could not be fetched. Switch them off and on again."
        ),
        "numbers_table": gettext("As a table"),
        "numbers_visits_key": gettext("Visits"),
        "numbers_share_key": gettext("of those who left the step"),
        "numbers_stopped_key": gettext("Stopped here"),
        "numbers_waiting_key": gettext("Waiting there now"),
        "numbers_visit": gettext("1 visit"),
        "numbers_visits": _kept("%(count)s visits", "count"),
        "numbers_stopped": _kept("%(count)s stopped here", "count"),
        "numbers_waiting": _kept("%(count)s waiting", "count"),
        "numbers_silent": _kept("No reply: %(count)s", "count"),
        "numbers_away": _kept("Wanted something else: %(count)s", "count"),
        "numbers_left": _kept("%(count)s left here", "count"),
    }


def _changes() -> dict[str, str]:
    return {
        "changes": gettext("Changes"),
        "changes_since": _kept(
            "What is different from version %(number)s, which is live", "number"
        ),
        "changes_language": gettext("Differences in"),
        "changes_every": gettext("All languages"),
        "changes_added": gettext("New"),
        "changes_changed": gettext("Changed"),
        "changes_removed": gettext("Removed"),
        "changes_none": gettext("The draft is what is live: nothing is different."),
        "changes_first": gettext("Nothing is live yet: the whole flow is new."),
        "changes_coming": gettext("Looking for differences …"),
        "changes_failed": gettext(
            "The differences could not be fetched. Switch them off and on again."
        ),
    }


def _kept(sentence: str, *names: str) -> str:
    """The sentence in the language of the page, its places left for the canvas to fill in."""
    return str(gettext(sentence, **{name: f"%({name})s" for name in names}))
