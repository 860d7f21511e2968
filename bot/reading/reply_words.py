"""The words that tell a reply for Retouch from talk among colleagues; plain lists, so that anyone can mend them."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# "now make it red": said before an instruction, and no part of it.
LEADS = re.compile(
    r"(?:(?:now|and|and then|then|next|also|please|pls|plz|ok|okay|kay|alright|all right|right|so|well|"
    r"but|just|"
    r"yes|yep|yeah|no|nope|hmm+|hm+|ah|oh|great|nice|cool|perfect|good|thanks|thank you|thx|ty|cheers|"
    r"awesome|sweet|"
    r"lovely|super|wow|hey|hi|retouch|actually|instead|finally|one more thing|kindly|better|almost|"
    r"sorry|wait|last thing|a last thing|this time)\b[\s,.!:;)…-]*)",
    re.IGNORECASE,
)
# "can you make it red?": a question in form, an instruction in fact.
ASKS = re.compile(
    r"(?:(?:can|could|would|will) you(?: please| pls| just| also| now| maybe| try to| go and)*|"
    r"would you mind|i (?:want|need) you to|i(?:'d| would) like you to|i(?:'d| would) love you to)\s+",
    re.IGNORECASE,
)

# Verbs that change a picture and hardly anything else.
STRONG_VERBS = _words(
    "make change add remove replace turn move put try paint repaint color colour recolor recolour brighten darken "
    "lighten erase swap blur unblur sharpen soften shrink enlarge rotate flip straighten mirror tint desaturate "
    "saturate retouch restyle redraw render widen extend crop tilt dim bleach blacken whiten deepen thicken thin "
    "smooth transform convert restore"
)
# Verbs that do so only where what follows is to be seen in the picture.
WEAK_VERBS = _words(
    "give fill cover hide drop lose take get set place insert draw write fix increase decrease reduce raise lower "
    "bring switch delete clean tone warm cool zoom show keep let leave use open close stretch cut adjust tweak "
    "clear push pull simplify tidy center centre align lift round wrap dress scatter include have polish"
)
# What is to be seen in pictures, and how.
PICTURE_WORDS = _words(
    "red orange yellow green blue navy purple violet pink magenta teal cyan turquoise brown beige black white grey "
    "gray gold golden silver copper cream ivory crimson scarlet maroon olive mint lilac colour color colours colors "
    "dark darker light lighter bright brighter dim dimmer warm warmer cool cooler saturated contrast saturation "
    "brightness exposure shadow shadows highlight highlights glow reflection reflections blur blurry sharp sharper "
    "soft softer crisp grain noise big bigger small smaller large larger tall taller short shorter wide wider "
    "narrow narrower thick thicker thin thinner round rounder higher lower closer left right top bottom corner "
    "middle centre center foreground background backdrop sky cloud clouds sun sunset sunrise moon star stars rain "
    "snow fog mist night day evening morning noon sea ocean water wave waves river lake beach sand mountain hill "
    "tree trees grass flower flowers plant plants bush leaf leaves forest garden house building roof wall walls "
    "window windows door doors sign signs text lettering letters font logo label caption headline title words "
    "street road car cars bike bicycle bus truck boat person people man woman child kid face eye eyes hair smile "
    "hand hands hat shirt dress jacket shoes glasses dog cat bird birds animal table chair lamp sofa desk bottle "
    "cup mug glass plate bowl food fruit bread cake box bag package poster frame texture "
    "pattern wood wooden metal stone brick marble leather paper fabric neon vintage retro watercolour watercolor "
    "sketch cartoon realistic style bold italic serif uppercase edge edges border outline fence lights lighting "
    "mountains hills curtain curtains carpet floor ceiling awning balcony bench flag banner balloon balloons "
    "candle candles kitchen shop storefront facade horizon rainbow lightning smoke fire scarf collar sleeve "
    "headphones umbrella perspective angle shade tone crack cracks stain stains scratch scratches wire wires cable "
    "cables glare bluer redder greener yellower whiter blacker dust crowd tourists "
    "realistic"
)
# What colleagues talk about beside the picture.
OFFICE_WORDS = _words(
    "deck decks doc docs document slide slides slack channel channels thread ticket tickets jira figma meeting "
    "meetings calendar invite email emails mail call pr repo budget invoice client clients customer customers "
    "deadline schedule tomorrow today monday tuesday wednesday thursday friday saturday sunday week brief folder "
    "drive notion sheet spreadsheet report agenda list backlog task tasks todo newsletter homepage link file files "
    "password team legal marketing sales finance standup sprint branch presentation vote poll pdf lunch coffee "
    "dinner office reminder note notes decision plan plans confluence wiki dropbox zip copy minutes seo cms site "
    "website blog post posts linkedin instagram twitter facebook asap boss manager printer agency board pipeline "
    "release launch staging prod production feedback comment comments permission permissions access everyone everybody "
    "backup oncall anyone anybody somebody someone progress conversation discussion page approval price prices quote"
)
COURTESY_WORDS = _words(
    "thanks thank thx ty tysm cheers ta you u so much very many a lot tons again great nice cool good perfect awesome "
    "amazing lovely beautiful gorgeous brilliant excellent fantastic superb stunning sweet neat wow whoa ooh oh omg "
    "lol haha hahaha hehe rofl ok okay k kk yes yep yeah yup sure no nope nah done lgtm ship it this that is was "
    "looks look looking love loved loving like likes liked it's its that's works work working job one the team all "
    "everyone folks guys exactly agreed agree same here me too +1 1 well really pretty super totally absolutely "
    "indeed right fine np welcome anytime congrats congratulations bravo kudos sick fire dope yay woohoo hooray hurrah "
    "hm hmm mhm ah aha huh interesting fun funny better best way now and to wonderful incredible impressive magic "
    "there we go nailed spot on got will do noted fair enough sounds true ha phew yass yesss nicely far night morning "
    "hi hello hey bye goodbye ciao for quick fast help appreciated appreciate with just what i both these those them"
)
PRAISE = re.compile(
    r"\b(?:love|loving|loved|like this|like it|like the|like that|like how|adore|great|nice|nicely|"
    r"perfect(?:ly)?|"
    r"awesome|amazing|beautiful(?:ly)?|gorgeous|brilliant|excellent|fantastic|stunning|lovely|wow|cool|"
    r"good|nailed|"
    r"impressive|impressed|wonderful|better|best|favou?rite|works?|prefer|fine|happy|lgtm|clean|neat|pops?|"
    r"wins?|winner|incredible|magic|fan of|spot on|thanks?|thank you|cheers|well done|congrats|done|ftw|"
    r"vote)\b",
    re.IGNORECASE,
)
# Whoever begins so speaks of themselves, of others or of the past, or forbids a change.
TALK = re.compile(
    r"(?:i(?:'ll|'m|'ve| will| am| have| had| did| was| just| already| don't| do| can't| can| cannot|"
    r" changed| made|"
    r" added| removed| put| moved| tried| sent| saw| see| guess| wonder| mean| meant| hope| know| agree|"
    r" showed|"
    r" asked| told| got| get| still)\b|"
    r"we(?:'ll|'re|'ve| will| are| have| had| did| were| just| already| don't| can't| made| changed|"
    r" added| sent|"
    r" tried| got)\b|"
    r"(?:he|she|they|the client|legal|marketing|my|our|your|his|her|their)\b|"
    r"let me\b|don'?t\b|do not\b|never\b|stop\b|no need\b|nothing\b|nobody\b|leave (?:it|this|that)\b|"
    r"what|who|whom|whose|why|when|where|which|how|did|does|do you|are|is|was|were|has|have you|have we|"
    r"should|shall|"
    r"any\b|anyone|anybody|somebody|someone|if |because|since |fyi|btw|afaik|imo|tbh|lunch|meeting)",
    re.IGNORECASE,
)
# A wish without a verb of change: it may be meant for us, so it is asked about.
WISHES = re.compile(
    r"\b(?:should(?:n't)? (?:be|have|look|say|read|stay|go|face|come|not)|needs?\b|could (?:be|use|"
    r"do with|have|you)|"
    r"could we|can we|can it|might be|would (?:be|look) (?:better|nicer|cooler|great|nice)|too \w+|"
    r"not \w+ enough|"
    r"a (?:bit|little|touch|tad) (?:more|less|too|\w+er)|(?:slightly|much|even|way|far) (?:more|less|\w+er)|"
    r"i(?:'d| would) (?:like|love|prefer|rather|make|remove|change|add|put|move|replace|try)|"
    r"i(?: really)? (?:want|need)|"
    r"i think|i wish|maybe|perhaps|what if|how about|what about|let'?s|instead|without|rather than|more|"
    r"less|missing|"
    r"we (?:need|want|should|could)|please)\b|\b\w{3,}er\b",
    re.IGNORECASE,
)
# Verbs of change with an object that no picture has.
IDIOMS = re.compile(
    r"(?:make (?:sure|sense|my day|way|do\b|a (?:call|note|decision|list|copy|ticket|plan|pr|"
    r"reservation|point|case)|"
    r"time|it (?:to|happen|by|on time|home|official|count|quick|so\b|work|clear|through|back|over|again|"
    r"in time)|"
    r"up your|an? (?:exception|appointment|offer|effort)|that|two|them|friends|money|noise about|do with)|"
    r"change (?:my|your|his|her|their|our|of|nothing|is|back later)|"
    r"add (?:me|him|her|us|them|up|value|another (?:day|week|hour)|to (?:the )?(?:cart|list)|"
    r"a (?:comment|ticket|reminder|note))|"
    r"remove (?:me|him|her|us|access|yourself)|replace (?:me|him|her|us)|"
    r"turn (?:up|in\b|it in|out\b|around\b|on notifications|off notifications|that in|this in|to page)|"
    r"move (?:on\b|fast|forward|ahead|along|quickly|out of|over,|it (?:up|to (?:next|done|the)))|"
    r"put (?:me|him|her|off|together|up with|it (?:off|on (?:the|my))|in a|a pin|your|pressure|"
    r"some thought|differently)|"
    r"try (?:not|it\b(?! (?:with|in|without|at|as|on)\b)|me|this (?:link|one)|calling|asking|using|"
    r"the (?:other|new) link|"
    r"restarting|refreshing|reloading|harder|that\b|logging|later|and\b)|"
    r"take (?:a look|care|your|five|it easy|this|that|note|over|my|me|turns|it from|one for|the day|"
    r"the rest|notes)|"
    r"give (?:me|us|him|her|them|it a|this a|that a|up|credit|feedback|notice|or take)|"
    r"get (?:back|well|some|in touch|it\b|this|that|me|us|the (?:file|link|client)|going|on with|ready|used)|"
    r"drop (?:me|by|it\b|us|a line|the (?:file|link)|in\b)|keep (?:me|us|it|going|this|that|up|in mind|"
    r"calm|an eye|going)|"
    r"lose (?:my|your|interest|sleep|time)|bring (?:it|me|us|your|this|that|up)|write (?:me|back|up|to|"
    r"it|a (?:post|blog|doc))|"
    r"set (?:up|a (?:meeting|reminder|date)|aside)|let (?:me|us|them|him|her|it be|'s)|show (?:me|us|up|"
    r"them|off)|"
    r"leave (?:it|me|a|that|this|early|everything)|have (?:a|you|fun|we|i|to)|use (?:the (?:other|new)|"
    r"it|this|that|slack)|"
    r"open (?:the (?:file|link|doc)|a (?:ticket|pr)|it\b|up)|close (?:the (?:ticket|thread|deal|file)|"
    r"it\b|enough|but|call)|"
    r"cut (?:it|me|corners|the crap)|clear (?:as|enough|with)|light (?:work|up the)|fix (?:it|that|"
    r"this) (?:later|tomorrow|asap)|"
    r"use (?:your|my|our|common)|(?:remove|delete|crop|use|print|get) (?:this|the|that|these|"
    r"those) (?:picture|image|photo|"
    r"version|message|reply)s?|turn (?:left|right) (?:at|on|into)|flip a coin|put (?:that|it|this) in writing|"
    r"\w+ (?:\w+ )?(?:is|are|was|were|isn't|works|looks|feels|went|sounds))(?!\w)",
    re.IGNORECASE,
)
# "edit: sorry, Tuesday": how people mark that they changed a message of their own.
CORRECTION = re.compile(
    r"(?:sorry|typo|oops|whoops|i\b|i'|we\b|we'|nvm|never ?mind|ignore|meant|wrong|to clarify|clarif|"
    r"spelling|fixed|"
    r"just saw|see |added|updated|removed the link|forgot|found it|got it|solved|it'?s|that'?s|nope|yes|"
    r"no,|thanks)",
    re.IGNORECASE,
)
# "edit looks good", "v3 is the one", "v2 for the win": the word is what is spoken of.
SPOKEN_OF = _words(
    "is isn't was were are looks look looked feels felt seems seemed has have had gets got wins win won works work "
    "worked for or and vs versus reminds reads goes would could should might may can will makes shows didn't doesn't "
    "won't wasn't already still too also please pls all my our your ftw ok okay then war wars done button history "
    "mode "
    "on to onwards through up it i we you they he she that's it's because but? again? maybe definitely obviously "
    "clearly nailed beats culture was, requests request suite sent came by landed approved gives better best "
    "needs need yes no thanks thank every any of ready pending later tomorrow today tonight "
    "distance memory here there feed"
)
# Whoever is spoken of so is no part of a picture.
ABOUT_PEOPLE = re.compile(r"[\w'-]+ (?:me|us|my|mine|your|yours|yourself|myself|his|their)\b", re.IGNORECASE)
_PLACE = (
    r"(?:on|in|at|under|above|behind|beside|next to|over|around|near|between|below|into|onto|to|in front of)"
)
# Orders that can hardly be about anything but a picture, whatever they name.
FORMS = re.compile(
    r"(?:add (?:an?|some|more|two|three|four|five|our|the) (?!day|week|hour|minute|second|bit|line|word|"
    r"person|lot)\w+|"
    r"remove (?:the|that|those|all the|both) \w+|replace .+ (?:with|by) .+|swap .+ (?:for|with|and) .+|"
    r"(?:change|turn|convert|transform|recolou?r|paint) .+ (?:in)?to .+|"
    rf"put (?:an?|some|the|our|two|three) .+? {_PLACE} \w+|"
    r"move (?:the|her|him|them|it) .*?(?:up|down|left|right|closer|higher|lower|behind|in front|under|"
    r"above|away)|"
    r"make (?:it|this|that|them|her|him|everything|the .+?|all .+?) (?:look|feel|say|smile|more|less|"
    r"slightly|much|"
    r"a (?:bit|little|tad|touch|lot) (?:more|less|\w+er)|\w{3,}er|\w{3,}ier|bigger)|"
    r"(?:change|make|write) .*[\"'“].+[\"'”])",
    re.IGNORECASE,
)
DETERMINED = re.compile(
    r"[\w'-]+ (?:\w+ )?(?:the|an?|it|this|that|these|those|them|her|him|some|all|every\w*|both|more|"
    r"less|two|three|our)\b",
    re.IGNORECASE,
)
