"""Words that a vector does not translate: question words, prepositions, and opposites it confuses."""

from cbm_qa.gloss.script import Language


def _table(lines: str) -> dict[str, str]:
    """Read "gloss: word word ..." lines; an empty gloss drops the word."""
    table = {}
    for line in lines.strip().splitlines():
        gloss, _, words = line.partition(":")
        table.update(dict.fromkeys(words.split(), gloss.strip()))
    return table


_RUSSIAN = _table("""
how much: сколько скольким
by how much: насколько
what: что чего чем каков какова каково каковы какой какая какое какие какую каким какого какова
which: который которая которое которые
who: кто кого кем кому
whose: чей чья чьи
when: когда
where: где куда
why: почему зачем отчего
how: как каким
in: в во
to: на до
from: из с со от
by: по
for: для за
with: вместе
about: о об про
and: и а
or: или
between: между
more: больше более
less: меньше менее
year: год году года годом годах лет
grow: вырос выросла выросло выросли увеличился увеличилась увеличилось возрос возросла
fall: снизился снизилась упал упала сократился сократилась уменьшился уменьшилась
difference: разница разницу
: у был была было были есть это этот эта эти ли же бы не то его её их был является являются
: составил составила составляет
: указан указана указано согласно
""")
_KAZAKH = _table("""
how much: қанша неше қаншаға
what: не қандай қай
who: кім кімдер кімнің
when: қашан
where: қайда қайдан
why: неге неліктен
how: қалай
and: және мен бен пен
or: немесе
between: арасында арасындағы
for: үшін
about: туралы
more: көп артық
less: аз кем
grow: өсті артты
fall: төмендеді азайды
difference: айырма айырмашылығы
year: жыл жылы жылдың жылғы
: болды бар болған еді деп бұл осы құрады бойынша
""")
_CHINESE = _table("""
how much: 多少
how many: 几 几个
what: 什么 哪些 何种
which: 哪个 哪 哪一
who: 谁
when: 何时 什么时候
where: 哪里 何处
why: 为什么 为何
how: 如何 怎么 怎样
to: 对 向 到 至
from: 从 自
in: 在
and: 和 与 及 以及
or: 或 还是
between: 之间
more: 更多
exports: 出口 出口额 出口量
imports: 进口 进口额 进口量
growth: 增长 上升 增加
decline: 下降 减少
highest: 最高 最大 最多
lowest: 最低 最小 最少
average: 平均
total: 总计 总额 合计
difference: 差 差额 差异
year: 年 年份
: 的 是 了 吗 呢 额 个 其 被 有 中 为 达 约 一个
""")
LEXICON: dict[Language, dict[str, str]] = {
    Language.RUSSIAN: _RUSSIAN,
    Language.KAZAKH: _KAZAKH,
    Language.CHINESE: _CHINESE,
}
# English words that questions are asked with, whether or not the documents have them.
QUESTION_VOCABULARY = tuple(
    (
        "author authors title keywords paper article study funded funding table section source "
        "sources reference  references cited conclusions conclusion summarise summary abstract "
        "average total sum highest lowest largest  smallest difference growth grew increase decrease "
        "fell share percent percentage rate number amount year  abbreviation stands definition "
        "compare more less name country city company language date reason"
    ).split()
)
