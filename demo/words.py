"""What people might have written: plain, respectful, invented, never more than was needed."""

HOPES_WELLBEING = [
    "To sleep through the night and wake without dread.",
    "To have one place in the week where nobody wants anything from {him}.",
    "To get through a bad day without drinking.",
    "To build a routine that holds when the tag comes off.",
    "To feel safe enough at home to unpack.",
    "To be able to sit in a waiting room without leaving.",
    "To register with a GP and go to the first appointment.",
    "To be in touch with family again, at a pace they choose.",
    "To have something to do on a Tuesday: gym, allotment, anything.",
    "To talk about what happened without being flooded by it.",
    "To trust one professional enough to ring when it goes wrong.",
    "To manage the move from approved premises to a flat.",
]
HOPES_RISK = [
    "To notice the first signs of anger and step away.",
    "To leave an argument before it turns.",
    "To understand what jealousy does and have something else to do with it.",
    "To keep to the exclusion zone without feeling provoked by it.",
    "To ring before using, rather than after.",
    "To recognise when a relationship is moving too fast.",
    "To have a plan for the anniversary that has gone badly each year.",
    "To put words to shame, which has come before each offence.",
    "To ask for help in custody without it costing face.",
    "To stay in touch with probation when things go wrong, not only when they go well.",
]
TRIED = [
    "Two programmes completed in custody; the skills did not travel home with {him}.",
    "Community mental health said the risk was too high for their group.",
    "Bereavement counselling ended after four sessions when the counsellor left.",
    "Substance use service goes well when the same worker is there.",
    "A talking therapy referral was closed after two missed appointments.",
    "Nothing yet: this is the first time anybody has asked.",
    "One-to-one work with me on triggers; we have reached the end of what I can offer.",
]
RISK = [
    "High risk to known adults; follows arguments at home, usually after drinking.",
    "High risk to the public; offences in groups, none in the last two years.",
    "Very high risk to future partners; controlling behaviour, conditions in place.",
    "High risk to staff in the past, in custody; none since moving wings.",
    "High risk to known adults and to {himself} when a placement is about to end.",
    "High risk of serious harm to men {he} feels humiliated by.",
    "High risk; arson when isolated. Never when in contact with services.",
]
ROOM = [
    "Sit nearest the door yourself; {he} prefers the window.",
    "Raised voices in the corridor upset {him}. A quiet room matters.",
    "Nothing would worry me. {He} tells you when {he} has had enough.",
    "Offer a break after half an hour.",
    "Not alone in the building after five.",
]
READINESS = [
    "Asked twice whether I had sent the form.",
    "Unsure, but willing to meet once and see.",
    "Says yes to me; might find the first session hard.",
    "Has seen a friend change and wants the same.",
    "Worn out by assessments. Please do not start with a questionnaire.",
]
VENUE_WISHES = [
    "At the end of the probation appointment, same building.",
    "Somewhere without a waiting room.",
    "By phone first, then in person.",
    "At the approved premises for now.",
    "Side door, not the front.",
    "Anywhere quiet; will travel.",
]
VENUE_WORRIES = [
    "Meets people from {his} past in the main waiting room.",
    "Not a police station.",
    "Will not use the front entrance in the town centre.",
    "",
    "",
]
WORKER_WISHES = ["A woman, if possible", "A Welsh speaker, if possible", "", "", "", ""]
AGENCIES = [
    "Substance use worker, weekly. Says the work on drinking is going well.",
    "Housing support, monthly. Flat expected in the spring.",
    "None at present; on the list for community mental health.",
    "Approved premises key worker. Sees them settle in the evenings.",
    "GP is helpful and knows the history.",
]
# What a release plan promises: what, which help it is, who sees to it.
PROMISED = [
    ("A room in supported housing", "HOUSING", "Resettlement team"),
    ("A first appointment with the drug and alcohol service", "SUBSTANCES", "Prison key worker"),
    ("Registered with a GP before the day", "PHYSICAL_HEALTH", "Prison healthcare"),
    ("A bank account and the first benefit claim", "MONEY", "Resettlement team"),
]
NETWORK = [
    "A sister in the next street, in touch every day.",
    "Mother visits on Sundays.",
    "Nobody at present, by choice.",
    "A former cell mate who is doing well and rings on Fridays.",
    "Grandparents, who keep the door open.",
    "Chapel on Sundays; a friend from there gives lifts.",
]
AIMS_WELLBEING = [
    "A week with a shape: mornings, meals, one activity outside.",
    "Sleep four nights out of seven.",
    "Know three things that settle the body, and use one.",
    "Register with a GP and a dentist, and go.",
    "Speak about the past without losing the present.",
    "Be in touch with family on terms both can keep.",
]
AIMS_RISK = [
    "Name the first signs and leave the room in time.",
    "A written plan for the two situations that have gone wrong before.",
    "Tell one person before acting when shame rises.",
    "Keep every condition for a month, and know why each is there.",
    "Drinking days planned for, with somebody to ring.",
]
SHARED = [
    "Came on time. We worked on noticing anger early. Agreed to try the pause three times.",
    "Attended. Talked about the move and what would make the first night easier.",
    "Good session. Practised what to say at the benefits appointment.",
    "Attended, and left settled. Nothing else that you need to know.",
    "We made a plan for the weekend with two people to ring.",
    "Talked about routine. Wants to keep the gym on Tuesdays: please avoid that slot.",
    "Worked on breathing and grounding. Asked me to tell you it is helping.",
    "We looked at what happens before a row at home and where it could stop.",
    "Registered with the GP together. First appointment is on Thursday.",
    "Attended. Tired after a hard week; we kept it short by agreement.",
    "Talked about the licence condition that feels unfair, and how to raise it with you.",
    "Started to talk about the ending. It was taken calmly.",
    "Joined you for the last ten minutes, as we agreed.",
    "We wrote the first page of a plan for staying well.",
    "Attended. Has rung the housing officer {himself}, which is new.",
]
SHARED_BY_PHONE = [
    "We spoke by phone, because the buses were off. Short, and useful.",
    "By phone this week. Doing well with the plan; in person again on Monday.",
]
SHARED_RISK = [
    "More on edge than last time after a letter about contact. I rang you the same day.",
    "Drinking again since the week-end, and said so. We agreed that I would tell you.",
]
PRIVATE = [
    "Spoke for the first time about school. We stopped when it was enough for one day.",
    "Trust is growing: asked me how I was, and waited for the answer.",
    "Quiet at first. I said that silence is fine here, and it was.",
    "Cried, and was surprised that nothing bad followed.",
    "Angry with me about the change of room. We talked about it and it was all right.",
    "Remembered the breathing without being reminded.",
    "Worried about being a burden. I said what I have around me, and that this is my work.",
    "Laughed today. Brought a photograph of the dog.",
    "Finds it hard to say what is wanted; easier to say what is not.",
    "We went over what I must share and what I need not. Seemed relieved.",
    "Noticed the urge to leave, said so, and stayed.",
    "Thinking about a letter to {his} younger self. No hurry.",
    "Shame came up again. We named it and let it be in the room.",
    "Some of the skills feel silly to {him}. We looked for others.",
    "Not much to say, and that was said too. Came anyway.",
    "Spoke about loss. I felt it afterwards and will take it to supervision.",
]
NEXT = [
    "Same time next week. Bring the diary if there is one.",
    "Start with the weekend, then the plan.",
    "Look at sleep again.",
    "First draft of the staying-well plan.",
    "Ask about the letter; do not push.",
    "",
]
# Each with what stood in the way.
WHY_NOT = {
    "No answer on the phone. Sent a text to say next week is still there.": "UNSTABLE",
    "Rang at nine: child unwell.": "NOT_TODAY",
    "Bus did not run. We spoke by phone for ten minutes instead.": "TRAVEL",
    "The wing was locked down.": "PLACE",
    "At court for a housing matter.": "APPOINTMENTS",
}
DISCLOSED = "Spoke of a neighbour's child, and asked me to do something about it."
CANNOT_GO_ON = {
    "reason": "Part of what comes up is too near to home for me this year.",
    "what_matters": "Likes to know a day ahead what we will do. A walk first, then the room.",
    "what_was_agreed": "Every second Thursday until Easter, and that a change is told early.",
}
CALLS = [
    "Short call to check how the weekend went. Fine.",
    "Rang to say the room has changed.",
    "{He} rang: worried about a letter. We read it together.",
    "Asked how the first night in the flat was.",
]
AFTERWARDS = [
    "Rang as we agreed. Doing all right; the gym on Tuesdays still holds.",
    "Rang as promised. A hard month, and {he} used the plan.",
    "Rang. {He} talked about work and laughed. No need for anything.",
]
LIAISON = [
    "Community mental health: they will see {him} once the referral letter is there.",
    "Housing officer: keys expected in two weeks.",
    "Key worker at the premises: settled, eating with the others.",
    "Substance use service: same worker will stay on.",
]
ATTEMPTS = ["Rang twice, no answer. Text sent.", "Phone off. Left no message, as agreed."]
PP_TALK = [
    "Agreed to meet jointly before the review.",
    "PP will move the appointment so that both fall on one day.",
    "PP says home visits are calmer; told them what seems to help.",
]
SUPERVISION = [
    "Went through the caseload. Two people need a slower pace.",
    "Spoke about endings, and whose need it is to go on.",
    "How to share enough with the PP without losing trust.",
    "A difficult session, step by step, and what was done well in it.",
    "Time and travel: which days can hold three people and which cannot.",
    "Boundaries with somebody who rings often.",
]
FEELINGS = [
    "Tired, and glad to say so.",
    "Carrying one story home. We agreed what would help.",
    "Proud of how somebody said goodbye.",
    "Frustrated with waiting lists elsewhere.",
    "Settled. A lighter month.",
]
AGREED = [
    "Block out half an hour after heavy sessions",
    "Read the ending letter together before it goes",
    "Ask the lead about the Thursday room",
    "Swap the last visit on Fridays",
]
QUESTIONS = [
    "Which days is {he} at the approved premises, and could we see {him} there?",
    "Is the release date settled? It changes which of us could start.",
    "Has {he} been told about the referral, and what did {he} say?",
]
ANSWERS = [
    "Monday to Thursday; the key worker will keep the garden room.",
    "Yes: the parole decision came through this week.",
]
# What was said, the reason, what can be done instead.
DECLINED = [
    (
        "From what you write, the drinking is what {he} wants help with now, and {his} worker there"
        " is trusted. We would not want to add another person. Refer again when that settles.",
        "NEED_MET_ELSEWHERE",
        ["LOCAL_SERVICE", "REFER_AGAIN"],
    ),
    (
        "There are five weeks left on the order: too short to begin and end well. We can offer you"
        " a consultation this month.",
        "TOO_LITTLE_TIME",
        ["CONSULTATION"],
    ),
    (
        "You are already doing the work we would do, and it is going well. Let us think it through"
        " with you instead.",
        "NOT_THIS_TIER",
        ["CONSULTATION", "PP_WORK"],
    ),
    (
        "{He} told you plainly that {he} does not want this. We would rather keep the door open.",
        "PERSON_DECLINED",
        ["REFER_AGAIN"],
    ),
]
PAUSED = [
    "Starting a detox on the ward; we wait until {he} is home and settled.",
    "Wants to finish the move first.",
    "Not in the right place at present, by {his} own account. We offer again on the date below.",
]
WITHDRAWN = [
    ("Moved to another region.", "MOVED"),
    ("The person has changed their mind for now.", "PERSON_CHANGED"),
]
WHY_ALL_THE_SAME = [
    "The OASys is from before the last arrest. What I see since May says the risk is higher.",
    "No offence like it on record, but three calls this summer, each worse than the last.",
]
GETTING_WORSE = [
    "Lost the room on Friday and sleeps in {his} car. Rang me twice at the weekend, in tears.",
]
TALKED = [
    "Named it three sessions ago and each time since. We looked at the calendar together.",
    "We talked about how endings have gone before, and how this one could be different.",
]
WISHES = [
    ("MIXED", "I know it has to stop. I just don't want it to stop dead."),
    ("CONTINUE", "I'd carry on for ever if it was up to me."),
    ("AGREES", "I think I can do the next bit."),
]
ANSWERED = [
    "That we will make it gradual, and that I will ring after one, three and six months.",
    "That I have liked the work too; and that the door for a new referral stays open.",
]
ENDED = {
    "COMPLETED": "A good ending. The letter was read together.",
    "RECALL": "Recalled, and will be in custody for longer than this work could wait.",
    "DEATH": "Died after a short illness. The team met; the PP and family were spoken to.",
    "MOVED": "Moved to be near family. Handed over to the service there.",
    "PERSONS_CHOICE": "Said thank you, and that this was enough for now.",
    "DISENGAGED": "Three reviews of how we meet, three offers, a letter. The door stays open.",
}
REASONS = [
    "Covers this area and has room.",
    "Knows the approved premises well.",
    "Has worked with the same PP before, and it went well.",
    "Least travel, and a free morning.",
]
REVIEWED = [
    "Went over the aims together. Both still fit.",
    "Pace agreed as fortnightly from here.",
    "Changed the place after talking about why the office is hard.",
]

PRONOUNS = {
    "he/him": {"he": "he", "him": "him", "his": "his", "himself": "himself", "He": "He"},
    "she/her": {"he": "she", "him": "her", "his": "her", "himself": "herself", "He": "She"},
}


def about(sentence: str, pronouns: str) -> str:
    """The sentence with the person's own pronouns."""
    return sentence.format_map(PRONOUNS[pronouns])


TRIED_BY = [
    "The substance misuse service",
    "The prison's psychology team",
    "The last PP",
    "Nobody yet",
]
LET_DOWN = [
    "Was closed after two missed appointments, and has not asked since.",
    "Told the same story to five people in one year.",
    "",
    "A referral nobody answered: says that services come and go.",
]
SERVICES = [
    ("Community mental health team", "The duty worker"),
    ("Substance misuse service", "Their key worker"),
    ("Housing options", "The single person's officer"),
    ("Women's service", "The support worker"),
]
