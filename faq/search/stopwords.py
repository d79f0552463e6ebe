"""Words that say nothing about what is asked, folded. Romanian and English together: people mix.

Greetings and what one says before one asks are among them, and the article that is written
behind a hyphen (NDA-ul). PostgreSQL has no Romanian list, and its English one is not
ours to change.
"""

_ROMANIAN = """
a abia acea aceasta aceea aceia acel acela acele acelea acelei acelor acest acesta aceste
acestea acestei acesteia acestor acestora acestui acestuia acolo acum ai aia aici al ala ale
alea am anume apoi ar are as asa asta astea astfel asupra atat atatea atatia atunci au avand
avea avem aveti avut azi ba bine buna ca cam cand care careia caror carora carui cat cata cate
cati catre ce cea ceea cei cel cele celor ceva chiar ci cine cineva cu cui cum cumva da daca dar
dat de decat deci deja desi despre din dintr dintre doar doresc dori dorim doriti dumneavoastra
dumneavostra dvs e ea ei el ele era este esti eu fac face facem faceti faci fara fi fie fiecare
fii fim fiti fiu foarte fost i ia iar ii il imi in inca incat insa intr intre isi iti la le li lor
lui ma mai mea mei mele meu mi mie mine mult multa multe multi multumesc n ne nevoie ni nici
nicio niciun niste noastra noastre noi nostri nostru nu o oare ori oricare orice os pana pe
pentru peste poate pot prea prin putea putem puteti rog s sa sai sale sau se si spre sub sunt
suntem sunteti ta tale tau te ti tine toata toate tot toti totusi trebuie tu un una unde undeva
unei unele uneori unii unor unui unul va vi voastra voastre voi vom vor vostri vostru vrea vreau
vrem vreo vreti vreun ziua
hai hei mersi salut salutare trebe tre
aflam aflu intereseaza intrebam proceda procedam procedez spune spuneti sti stie stii stim
stiti stiu ul ului uri urile urilor
"""
_ENGLISH = """
a about after all also am an and any are aren as at be because been before being but by can
cannot could couldn did didn do does doesn doing don done down each else few for from further
get gets getting give given go had has hasn have haven having he hello her here hers hi him his
how however i if in into is isn it its itself just let like ll may me might more most much must
my need needs no nor not now of off on once one only or other our ours out over own please re s
same shall she should shouldn so some such t tell than thank thanks that the their them then
there these they this those through to too under until up us ve very want wants was wasn we were
weren what when where which while who whom whose why will with without won would wouldn yes you
your yours
dont cant gonna guys hey hi know ok okay pls plz wanna wonder wondering
"""
STOP_WORDS = frozenset(_ROMANIAN.split()) | frozenset(_ENGLISH.split())
