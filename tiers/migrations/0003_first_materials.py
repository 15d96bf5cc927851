"""Short texts for a PP's own work, written for this service (N91, N92). A lead may put any away."""

from django.db import migrations
from django.utils import timezone

from people.models.staff import SYSTEM_EMAIL

MATERIALS = [
    (
        "Starting well",
        "The first three appointments with somebody who expects little from services",
        """Many people we work with have met many workers, and lost most of them. What they expect of you was made long before you met. The first weeks are for showing, in small things, that this may be different.

# Before you meet
- Read what is known, then leave room to be surprised. A file holds people's worst days.
- Ask what they like to be called, and where they would rather sit.

# In the first three appointments
- Say who you are, what you can do and what you cannot. Say what you must pass on, before there is anything to pass on.
- Ask: "What have other workers done that helped? What made it worse?"
- Keep one small promise every time. A call made when you said counts for more than a plan.
- End on time, and say when you will meet next.

# What to expect
Being tested, by silence, by lateness or by charm. It is a question: "Are you the same as the others?" You answer it by staying as you are.

# Ask us when
You find yourself dreading the appointment, or looking forward to being thanked. Both are worth a talk.""",
    ),
    (
        "After a missed appointment",
        "Somebody did not come, and you are deciding what to say and do next",
        """Not coming can mean "I forgot", "I had no fare", "I was ashamed", "I was high", or "I wanted to see whether you would notice". You do not know yet which it is.

# The same day
- Try to reach them in the way they said is safe.
- Keep it short and warm: "You were not here today and I noticed. I hope you are all right. I can do Thursday at 2. Tell me if another time is easier."
- Do what your rules ask of you, and tell them that you are doing it and why. Surprises do more harm than rules.

# When you next meet
- Start with being glad they came. Ask later.
- Ask "What got in the way?" rather than "Why did you not come?"
- Look for something practical: the hour, the waiting room, who else is there, the bus.
- Agree what each of you will do if it happens again.

# If it happens three times
Do not do more of the same. Something about the how is not working: the place, the time, the subject, or how close it has become. Ask us to think about it with you.""",
    ),
    (
        "Grounding in the room",
        "Somebody is overwhelmed, far away or panicking while you are with them",
        """When a memory or a fear takes over, the thinking part of the mind goes quiet. Questions and good advice do not arrive. First help the body to notice that it is here, now, and safe enough.

# What you may see
Staring past you, shaking, fast breath, silence, sudden anger, a voice that sounds younger.

# What to do
- Slow down. Lower your voice. Sit, if it is safe to sit. Leave the way to the door free.
- Say where you are: "You are in the office with me. It is Tuesday. Nobody else is coming in."
- Ask for simple things: both feet on the floor, five things you can see, a sip of cold water, the edge of the chair under your hand.
- Breathe out slowly yourself. People borrow each other's breath.
- Do not touch. Do not ask what happened.

# Afterwards
- Say that this is what minds do with too much, and that it passes.
- Ask what helped, and write it down for next time.
- Do not let them leave straight away. Agree what they will do in the next hour, and whom they can ring.

# Look after yourself
Tell a colleague before you go home. You were frightened too.""",
    ),
    (
        "Talking about readiness",
        "You are wondering whether this is the right time to refer, or to begin something hard",
        """"Not yet" is a respectable answer. Pressing somebody to start work that they cannot bear often ends in one more thing that failed.

# Three questions that open it up
- "If things stayed just as they are for a year, what would be good about that? What would not?"
- "From 0 to 10, how much do you want something to change? Why not lower?" Ask why not lower, so that they tell you their own reasons.
- "What would have to be different for this to be a good time?"

# What readiness needs
- Somewhere to sleep, and a day that has some shape.
- Using little enough to remember on Thursday what was said on Tuesday.
- One person they can be with afterwards.
- Some hope, even if it is yours that they are borrowing.

# If it is not yet
- Say so together, without blame, and agree when you will ask again.
- Choose one thing that would make it easier, and start there.
- Tell us. We can pause and keep the place, which is not the same as closing.

# If it is yes
Ask what they are afraid of, and put it into the referral in their own words.""",
    ),
    (
        "When you feel pulled in",
        "You are doing more than you usually would, or keeping something to yourself",
        """Some people have learned that the only safe worker is one who belongs to them. Some of us went into this work to rescue. When the two meet, it feels like good work for quite a while.

# Signs
- You do things for this person that you would not do for others.
- You are the only one who understands them. Your colleagues are hard or naive.
- You leave things out when you write up, or when you talk in supervision.
- You think about them at home. You feel sorry for them, or a little afraid of letting them down.

# The other way round
Being pushed away is the same pull from the other side: being bored, irritated, relieved when they do not come, wanting them recalled.

# What helps
- Say it out loud to somebody, early. It is information about them and about you, and no disgrace.
- Go back to the frame: the time, the place, what this is for.
- Share the work. Two workers who talk are harder to split than one.
- Tell the person what will stay the same when you step back to your usual distance, and do it slowly.

# Ask us when
You notice that you would rather not.""",
    ),
    (
        "Saying no and staying warm",
        "You have to refuse something, set a limit or enforce a condition",
        """A limit can be heard as "you do not matter". It can also be the first time that somebody was told no by a person who did not leave.

# Three parts, in this order
- What you see: "This matters a lot to you, and you are angry that it is so slow."
- The limit, once, in one sentence: "I cannot change the curfew."
- What you can do, and when: "I can ask for a review on Monday, and I will ring you at 4 with the answer."

# While you say it
- Do not explain for long. Long reasons sound like an argument that can be won.
- Do not threaten what you would not do.
- Keep your voice as it was. If it is getting too much, say that you will both take ten minutes, and come back.

# Afterwards
- Keep the appointment that follows, and do not punish with coolness.
- Notice what went well: "You were furious and you stayed in the room."

# If you got it wrong
Say so. "I was short with you last time and I am sorry" teaches more than never being short.""",
    ),
    (
        "Endings",
        "You are leaving, they are moving on, or work with IIRMS is coming to its end",
        """For people who were left, an ending that is talked about can be the most useful part of the work. It is also when things that had become better get worse for a while.

# Early
- Say when it will end as soon as you know, with the date. Say it again. It will not be heard the first time.
- Ask how endings have gone before. "What would a good one look like?"

# Towards the end
- Meet less often before you stop, rather than stopping at once.
- Expect some missed appointments, a row, a crisis or a sudden "I'm fine". It is easier to be left by somebody one is angry with.
- Look back together: what changed, who did it, what they would tell somebody who is starting.
- Write it down. A short letter is kept for years.

# The last time
- Say goodbye, in those words.
- Say plainly whether and how they can be in touch, and keep to it.

# If somebody takes over
Introduce them in the room, with you there. Tell the new worker, in front of the person, what helps.

# For you
You are losing something as well. Say so in supervision.""",
    ),
    (
        "When what you hear is heavy",
        "You have heard or read about violence, abuse or despair, and it stays with you",
        """Hearing such things has an effect on anybody who listens properly. That is a cost of the work, and no sign of weakness.

# Signs that it is building up
- Pictures that come back, bad sleep, checking on your children or the doors.
- Being flat or jumpy, quick with colleagues, unable to switch off.
- Seeing danger in everybody, or no danger in anybody.

# Before
- Decide how much you need to know. You do not have to read every statement to supervise well.
- Do not put the hardest appointment last in the day.

# During
- You may slow it down: "I want to hear this properly. Can we take it a bit at a time?"
- Keep your feet on the floor. Notice your breath.

# Afterwards
- Ten minutes before the next one. Walk, water, air.
- Tell one person that it was heavy. You need not tell them what it was.
- Write what must be written, and leave the rest out.

# In the week after
Take it to supervision. If it is still as loud after two weeks, ask for more: that is what your line manager, occupational health and we are for.""",
    ),
]  # fmt: skip


def add(apps, schema_editor):
    system = apps.get_model("people", "User").objects.get(email=SYSTEM_EMAIL)
    Material = apps.get_model("tiers", "Material")
    Material.objects.bulk_create(
        Material(
            title=title,
            summary=summary,
            text=text,
            position=position,
            added_at=timezone.now(),
            added_by_id=system.pk,
        )
        for position, (title, summary, text) in enumerate(MATERIALS, start=1)
    )


class Migration(migrations.Migration):
    replaces = [("tiers", "0005_first_materials")]
    dependencies = [("tiers", "0002_catalogue"), ("people", "0002_system_user")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
