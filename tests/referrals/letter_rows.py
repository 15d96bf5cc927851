"""Letters asked for, in one line each, for the tests of their words and of who may write them."""

from referrals import actions
from referrals.rules import Language, LetterKind
from tests import factories as make

AT = make.NOW
EN, CY = Language.ENGLISH, Language.WELSH


def wanted(onward, **given):
    return actions.Wanted(
        **{
            "kind": LetterKind.ONWARD,
            "service_user_id": onward.service_user_id,
            "language": EN,
            "addressed_to": "Harbour House Talking Space\n1 Harbour Row",
            "words": "He would like to talk about his brother.\n\nA quiet room helps.",
            "onward_id": onward.pk,
        }
        | given
    )


def drawn(onward, by, **given):
    return actions.draw_up_letter(wanted(onward, **given), by=by, at=AT)


def decision(referral, by, **given):
    asked = actions.Wanted(
        kind=LetterKind.DECISION,
        service_user_id=referral.service_user_id,
        language=given.pop("language", EN),
        addressed_to="Petra Pritchard",
        referral_id=referral.pk,
        **given,
    )
    return actions.draw_up_letter(asked, by=by, at=AT)
