"""The words of the phone beside the canvas, in the language of the page, by their keys."""

from flask_babel import gettext


def words() -> dict[str, str]:
    """Every sentence and label by its key; `%(name)s` is filled in by the canvas."""
    return {**_screen(), **_doing(), **_sending(), **_people(), **_rehearsing()}


def _screen() -> dict[str, str]:
    return {
        "phone": gettext("Phone: the draft as citizens meet it"),
        "phone_try": gettext("Try it"),
        "phone_try_help": gettext("Talk to the draft as a citizen would (Alt and P)"),
        "phone_practice": gettext("Practice: nobody receives this"),
        "phone_restart": gettext("Begin the talk anew"),
        "phone_close": gettext("Put the phone away"),
        "phone_tab_talk": gettext("Talk"),
        "phone_tab_known": gettext("Known so far"),
        "phone_tab_rehearsals": gettext("Rehearsals"),
        "phone_talk": gettext("The talk"),
        "phone_begin": gettext(
            "Write something, as a citizen would, and see what the draft answers."
        ),
        "phone_you": gettext("You"),
        "phone_to_step": _kept("Go to step %(node)s", "node"),
        "phone_stopped": _kept("The talk does not go on from here: %(why)s", "why"),
        "phone_over": gettext("The talk is over; nothing waits."),
        "phone_inside": _kept("The talk is in another flow now: %(flow)s", "flow"),
        "phone_faults": gettext("The draft cannot be tried as it is:"),
        "phone_away": gettext("No connection. Try it again in a moment."),
        "phone_no_file": gettext("This file is not among the department’s files."),
        "phone_known_nothing": gettext("Nothing has been said yet."),
        "phone_known_where": gettext("Where the talk is"),
        "phone_known_over": gettext("Nowhere: it is over"),
        "phone_known_time": gettext("The time on this phone"),
    }


def _doing() -> dict[str, str]:
    return {
        "phone_time": gettext("Step back, or let time pass"),
        "phone_back": gettext("Take back"),
        "phone_later_1h": gettext("An hour later"),
        "phone_later_1d": gettext("A day later"),
        "phone_later": _kept("Later: %(time)s", "time"),
        "phone_waits": gettext("What can happen by itself"),
        "phone_system_answers": gettext("A system was asked. It answers:"),
        "phone_answered": _kept("A system answered: %(outcome)s", "outcome"),
        "phone_outcome_ok": gettext("It works"),
        "phone_outcome_found": gettext("Something is found"),
        "phone_outcome_not_found": gettext("Nothing is found"),
        "phone_outcome_failed": gettext("It fails"),
        "phone_outcome_slow": gettext("Not in time"),
        "phone_do_silence": _kept("No reply until %(time)s", "time"),
        "phone_do_due": _kept("Go on at %(time)s", "time"),
        "phone_do_taken": gettext("A colleague takes the talk"),
        "phone_do_closed": gettext("The colleague is done"),
        "phone_do_nobody": gettext("Nobody comes"),
        "phone_did_silence": gettext("No reply came"),
        "phone_did_due": gettext("The time to go on has come"),
        "phone_did_taken": gettext("A colleague has taken the talk"),
        "phone_did_closed": gettext("The colleague is done and gives the talk back"),
        "phone_did_nobody": gettext("Nobody came to take the talk"),
    }


def _sending() -> dict[str, str]:
    return {
        "phone_message": gettext("Message"),
        "phone_send": gettext("Send"),
        "phone_attach": gettext("Send a picture, a place or something else"),
        "phone_kind_photo": gettext("Photo"),
        "phone_kind_video": gettext("Video"),
        "phone_kind_voice": gettext("Voice message"),
        "phone_kind_audio": gettext("Sound"),
        "phone_kind_document": gettext("Document"),
        "phone_kind_unusable": gettext("Sticker"),
        "phone_location": gettext("Location"),
        "phone_send_location": gettext("Send a location"),
        "phone_place_victoria": gettext("Victoria Park"),
        "phone_place_tai_po": gettext("Tai Po Waterfront Park"),
        "phone_place_kowloon": gettext("Kowloon Park"),
        "phone_place_outside": gettext("Outside Hong Kong"),
        "phone_share": gettext("Share phone number"),
        "phone_own_number": gettext("Own number"),
        "phone_hidden": gettext(
            "This person keeps the number to themselves. Type one, or go on without it."
        ),
    }


def _people() -> dict[str, str]:
    return {
        "phone_language": gettext("Language of the citizen"),
        "phone_any_language": gettext("Language: as they write"),
        "phone_person": gettext("Who writes"),
        "phone_person_stranger": gettext("Somebody with a number"),
        "phone_person_named": _kept("%(name)s, known by name", "name"),
        "phone_person_hidden": _kept("%(name)s, number hidden", "name"),
        "phone_person_hidden_stranger": gettext("Somebody, number hidden"),
        "phone_person_script": gettext("Whoever the rehearsal is about"),
        "phone_more": gettext("Time and staff"),
        "phone_begins": gettext("The talk begins"),
        "phone_desk": gettext("Colleagues answer whoever asks for a person"),
    }


def _rehearsing() -> dict[str, str]:
    return {
        "phone_save": gettext("Save this talk as a rehearsal"),
        "phone_save_help": gettext(
            "It is played before every publication, and must come out as it does now."
        ),
        "phone_save_empty": gettext("Talk to the draft first; then keep the talk here."),
        "phone_save_do": gettext("Save as a rehearsal"),
        "phone_rehearsals": gettext("Rehearsals of this flow"),
        "phone_no_rehearsals": gettext("There are none yet."),
        "phone_run": gettext("Run rehearsals"),
        "phone_ran": _kept("%(good)s of %(all)s came out", "good", "all"),
        "phone_steps": _kept("%(count)s steps", "count"),
        "phone_passed": gettext("Comes out"),
        "phone_missed": _kept("Differs at step %(step)s: %(why)s", "step", "why"),
        "phone_play": gettext("Play"),
        "phone_play_name": _kept("Play “%(name)s” on the phone", "name"),
        "phone_remove_name": _kept("Take out the rehearsal “%(name)s”", "name"),
        "phone_name_first": gettext("Give the rehearsal a name first."),
        "phone_name_taken": _kept(
            "There is a rehearsal “%(name)s” already. Choose another name.", "name"
        ),
        "phone_not_kept": _kept("This talk cannot be kept: %(why)s", "why"),
        "phone_kept": _kept("“%(name)s” is among the rehearsals of the draft now.", "name"),
    }


def _kept(sentence: str, *names: str) -> str:
    """The sentence in the language of the page, its places left for the canvas to fill in."""
    return str(gettext(sentence, **{name: f"%({name})s" for name in names}))
