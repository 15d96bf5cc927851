"""The standing words of each letter, in both languages.

The Welsh is ours and waits for a translator's review (docs/letters.md): it is layout and standing
sentences only. What a colleague writes goes into the letter in the language they wrote it in.
"""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "service": "Intensive Intervention and Risk Management Service",
        "private": "Private and confidential",
        "page": "Page",
        "of": "of",
        "about": "About",
        "our_reference": "Our reference",
        "greeting": "Dear colleague",
        "dear": "Dear %(name)s",
        "closing": "Yours sincerely",
        "name": "Name",
        "pronouns": "Pronouns",
        "date_of_birth": "Date of birth",
        "nhs_number": "NHS number",
        "identifier": "CRN or prison number",
        "telephone": "Telephone",
        "message": "a message may be left",
        "no_message": "please leave no message",
        "language": "Language",
        "prefers_welsh": "Prefers Welsh",
        "interpreter": "Interpreter: %(language)s",
        "tier": "Tier",
        # An onward referral.
        "onward_title": "Referral to %(service)s",
        "onward_opening": (
            "We are writing to refer %(name)s to your service. %(name)s agreed to this referral, and"
            " to this letter, on %(day)s."
        ),
        "onward_need": "Help wanted: %(need)s.",
        "onward_words": "What we would like you to know",
        "onward_ask_heading": "What we ask of you",
        "onward_ask": (
            "Please tell us whether you can help and how long the wait is. If you cannot, please tell"
            " us the reason, so that we can look for another way with %(name)s."
        ),
        # Not a replacement.
        "instead_title": "What IIRMS offers, and what it does not replace",
        "instead_what_heading": "What we do",
        "instead_what": (
            "%(name)s meets with us. We work beside the Probation Service, for a limited time, with"
            " people who find relationships and strong feelings hard to manage."
        ),
        "instead_not_heading": "What we do not do",
        "instead_not": (
            "We are not a mental health team, and we do not take the place of one. We do not"
            " prescribe, we do not co-ordinate care, and we offer no help in a crisis. What we do is"
            " no substitute for the assessment or the treatment that your service offers."
        ),
        "instead_so_heading": "What follows from that",
        "instead_so": (
            "Being in touch with us is no reason to refuse a referral or to close one. We would be"
            " glad to work beside you: to meet together, and to support %(name)s in coming to you."
        ),
        "instead_again": (
            "If a referral was refused because we are involved, please look at it again and tell us"
            " what you decide."
        ),
        "instead_words": "About this referral",
        # A decision.
        "decision_title": "Our decision on referral %(reference)s",
        "accepted_heading": "We have accepted this referral",
        "accepted": (
            "%(name)s has been on our waiting list since %(since)s. We aim to begin by %(target)s."
        ),
        "accepted_meanwhile": (
            "If something changes before then, or a day or place would not be safe, please tell us."
        ),
        "declined_heading": "We have not taken this referral on",
        "declined": "Thank you for referring %(name)s to us on %(sent)s. We have read it with care.",
        "declined_reason": "The reason: %(reason)s.",
        "declined_words": "What the team says",
        "declined_instead": "What can be done instead",
        "declined_again": "You can refer %(name)s again when things change.",
        "decision_words": "A further word",
    },
    "cy": {
        "service": "Gwasanaeth Ymyrraeth Ddwys a Rheoli Risg",
        "private": "Preifat a chyfrinachol",
        "page": "Tudalen",
        "of": "o",
        "about": "Ynghylch",
        "our_reference": "Ein cyfeirnod",
        "greeting": "Annwyl gydweithiwr",
        "dear": "Annwyl %(name)s",
        "closing": "Yn gywir",
        "name": "Enw",
        "pronouns": "Rhagenwau",
        "date_of_birth": "Dyddiad geni",
        "nhs_number": "Rhif GIG",
        "identifier": "CRN neu rif carchar",
        "telephone": "Ffôn",
        "message": "gellir gadael neges",
        "no_message": "peidiwch â gadael neges",
        "language": "Iaith",
        "prefers_welsh": "Mae'n well ganddynt Gymraeg",
        "interpreter": "Cyfieithydd: %(language)s",
        "tier": "Haen",
        "onward_title": "Atgyfeiriad at %(service)s",
        "onward_opening": (
            "Rydym yn ysgrifennu i atgyfeirio %(name)s at eich gwasanaeth. Cytunodd %(name)s i'r"
            " atgyfeiriad hwn, ac i'r llythyr hwn, ar %(day)s."
        ),
        "onward_need": "Y cymorth sydd ei angen: %(need)s.",
        "onward_words": "Yr hyn yr hoffem i chi ei wybod",
        "onward_ask_heading": "Yr hyn a ofynnwn i chi",
        "onward_ask": (
            "Rhowch wybod i ni a allwch helpu a pha mor hir yw'r aros. Os na allwch, rhowch y rheswm i"
            " ni, fel y gallwn chwilio am ffordd arall gyda %(name)s."
        ),
        "instead_title": "Yr hyn y mae IIRMS yn ei gynnig, a'r hyn nad yw'n ei ddisodli",
        "instead_what_heading": "Yr hyn a wnawn",
        "instead_what": (
            "Mae %(name)s yn cwrdd â ni. Gweithiwn ochr yn ochr â'r Gwasanaeth Prawf, am gyfnod"
            " cyfyngedig, gyda phobl sy'n cael perthnasoedd a theimladau cryf yn anodd eu rheoli."
        ),
        "instead_not_heading": "Yr hyn na wnawn",
        "instead_not": (
            "Nid tîm iechyd meddwl ydym ni, ac nid ydym yn cymryd lle un. Nid ydym yn rhagnodi, nid"
            " ydym yn cydlynu gofal, ac nid ydym yn cynnig cymorth mewn argyfwng. Nid yw'r hyn a wnawn"
            " yn disodli'r asesiad na'r driniaeth y mae eich gwasanaeth yn eu cynnig."
        ),
        "instead_so_heading": "Yr hyn sy'n dilyn o hynny",
        "instead_so": (
            "Nid yw bod mewn cysylltiad â ni yn rheswm dros wrthod atgyfeiriad na thros gau un. Byddem"
            " yn falch o weithio ochr yn ochr â chi: cwrdd gyda'n gilydd, a chefnogi %(name)s i ddod"
            " atoch."
        ),
        "instead_again": (
            "Os gwrthodwyd atgyfeiriad oherwydd ein bod ni'n ymwneud, edrychwch arno eto a rhowch"
            " wybod i ni beth yw eich penderfyniad."
        ),
        "instead_words": "Ynghylch yr atgyfeiriad hwn",
        "decision_title": "Ein penderfyniad ar atgyfeiriad %(reference)s",
        "accepted_heading": "Rydym wedi derbyn yr atgyfeiriad hwn",
        "accepted": (
            "Mae %(name)s ar ein rhestr aros ers %(since)s. Ein nod yw dechrau erbyn %(target)s."
        ),
        "accepted_meanwhile": (
            "Os bydd rhywbeth yn newid cyn hynny, neu os na fyddai diwrnod neu le yn ddiogel, rhowch"
            " wybod i ni."
        ),
        "declined_heading": "Nid ydym wedi derbyn yr atgyfeiriad hwn",
        "declined": (
            "Diolch am atgyfeirio %(name)s atom ar %(sent)s. Rydym wedi ei ddarllen yn ofalus."
        ),
        "declined_reason": "Y rheswm: %(reason)s.",
        "declined_words": "Yr hyn y mae'r tîm yn ei ddweud",
        "declined_instead": "Yr hyn y gellir ei wneud yn lle hynny",
        "declined_again": "Gallwch atgyfeirio %(name)s eto pan fydd pethau'n newid.",
        "decision_words": "Gair pellach",
    },
}
