/* Template (all_widths.h): a function for each way to count, so that each has the registers to
 * itself, the one for a needle, and what a search needs. Kernels without shuffles, which look
 * classes up unit by unit, and those for few CPUs make do with fewer. */

typedef size_t NAME(counter)(const NAME(search) * s, size_t begin, size_t end);

#define COUNT_BY(name, ...)                                                                        \
    ONCE size_t NAME(name)(const NAME(search) * s, size_t begin, size_t end)                       \
    {                                                                                              \
        return NAME(count_by)(s, (wc_how){__VA_ARGS__}, begin, end);                               \
    }

COUNT_BY(lines_empty, WC_RULE_LINES, WC_EXACT, WC_EMPTY, 2)

/* What the strategy is, and where it says so which units are the same, is decided for each block.
 */
#define COUNT_ANY(name, rule, units)                                                               \
    COUNT_BY(name##_any, rule, units, WC_ABSENT, 2)                                                \
    static NAME(counter) * NAME(name)(const wc_needle *needle)                                     \
    {                                                                                              \
        (void)needle;                                                                              \
        return NAME(name##_any);                                                                   \
    }

#if SPECIALISES

COUNT_BY(lines_two_units, WC_RULE_LINES, WC_EXACT, WC_PROBES_ONLY, 2)
COUNT_BY(lines_three_units, WC_RULE_LINES, WC_EXACT, WC_PROBES_ONLY, 3)
COUNT_BY(lines_four_units, WC_RULE_LINES, WC_EXACT, WC_PROBES_ONLY, 4)
COUNT_BY(lines_all_at_once, WC_RULE_LINES, WC_EXACT, WC_ALL_AT_ONCE, 2)
COUNT_BY(lines_many_at_once, WC_RULE_LINES, WC_EXACT, WC_MANY_AT_ONCE, 2)
COUNT_BY(lines_one_by_one, WC_RULE_LINES, WC_EXACT, WC_ONE_BY_ONE, 2)
COUNT_BY(lines_long, WC_RULE_LINES, WC_EXACT, WC_LONG, 2)

static NAME(counter) * NAME(lines_exact)(const wc_needle *needle)
{
    switch (needle->strategy) {
    case WC_PROBES_ONLY:
        return needle->probe_count == 2   ? NAME(lines_two_units)
               : needle->probe_count == 3 ? NAME(lines_three_units)
                                          : NAME(lines_four_units);
    case WC_ALL_AT_ONCE:
        return NAME(lines_all_at_once);
    case WC_MANY_AT_ONCE:
        return NAME(lines_many_at_once);
    case WC_ONE_BY_ONE:
        return NAME(lines_one_by_one);
    default:
        return NAME(lines_long);
    }
}

#else

COUNT_ANY(lines_exact, WC_RULE_LINES, WC_EXACT)

#endif

#if SHUFFLES

/* For each kind of units two, of which one is for needles that are all probes. */
#define COUNT_UNITS(name, rule, units)                                                             \
    COUNT_BY(name##_compared, rule, units, WC_ABSENT, 2)                                           \
    COUNT_BY(name##_probes, rule, units, WC_PROBES_ONLY, 2)                                        \
    static NAME(counter) * NAME(name)(const wc_needle *needle)                                     \
    {                                                                                              \
        return needle->strategy == WC_PROBES_ONLY ? NAME(name##_probes) : NAME(name##_compared);   \
    }

/* The rest of a rule's, once it has those for exact units, and which is for a needle. */
#define COUNT_RULE(name, rule)                                                                     \
    COUNT_UNITS(name##_in_a_bit, rule, WC_IN_A_BIT)                                                \
    COUNT_UNITS(name##_variants, rule, WC_VARIANTS)                                                \
    static NAME(counter) * NAME(name)(const wc_needle *needle)                                     \
    {                                                                                              \
        switch (wc_units_kind_of(needle)) {                                                        \
        case WC_EXACT:                                                                             \
            return NAME(name##_exact)(needle);                                                     \
        case WC_IN_A_BIT:                                                                          \
            return NAME(name##_in_a_bit)(needle);                                                  \
        default:                                                                                   \
            return NAME(name##_variants)(needle);                                                  \
        }                                                                                          \
    }

COUNT_RULE(lines, WC_RULE_LINES)
COUNT_UNITS(class_exact, WC_RULE_CLASS, WC_EXACT)
COUNT_RULE(class, WC_RULE_CLASS)
#if UNIT_BITS == 8
COUNT_UNITS(utf8_exact, WC_RULE_UTF8, WC_EXACT)
COUNT_RULE(utf8, WC_RULE_UTF8)
#endif

#else

COUNT_ANY(lines_folded, WC_RULE_LINES, wc_units_kind_of(s->needle))
COUNT_ANY(class, WC_RULE_CLASS, wc_units_kind_of(s->needle))
#if UNIT_BITS == 8
COUNT_ANY(utf8, WC_RULE_UTF8, wc_units_kind_of(s->needle))
#endif

static NAME(counter) * NAME(lines)(const wc_needle *needle)
{
    return needle->words.fold ? NAME(lines_folded)(needle) : NAME(lines_exact)(needle);
}

#endif

/* The one for a needle. */
static NAME(counter) * NAME(counter_for)(const wc_needle *needle)
{
    const wc_rule rule = wc_rule_of(&needle->words);
#if UNIT_BITS == 8
    if (rule == WC_RULE_UTF8) {
        return utf8_8(needle);
    }
#endif
    if (rule == WC_RULE_CLASS) {
        return NAME(class)(needle);
    }
    return needle->strategy == WC_EMPTY ? NAME(lines_empty) : NAME(lines)(needle);
}

static TARGET size_t NAME(count)(const wc_text *text, const wc_needle *needle, size_t begin,
                                 size_t end)
{
#if UNIT_BITS == 8
    if (goes_by_start(text, needle, begin, end)) {
        return count_by_start(text, needle, begin, end);
    }
#endif
    const wc_text *word = &needle->word;
    const bool folds = needle->words.fold != NULL;
    const bool as_it_is = word->width == sizeof(UNIT) && !folds;
    const UNIT *head = as_it_is ? word->units : needle->heads[0].NAME(of);
    const size_t offset = word->length < WC_MAX_OFFSET ? word->length : WC_MAX_OFFSET;
    NAME(search)
    s = {
        .units = text->units,
        .length = text->length,
        .needle = needle,
        .word_length = word->length,
        .head = head,
        .head_is_all = as_it_is || word->length == offset,
        .offset = (unsigned)offset,
        .separators = NAME(separators_make)(&needle->words),
    };
    for (unsigned i = 0; offset && i < needle->probe_count; i++) {
        s.at[i] = needle->probes[i];
        s.probes[i] = NAME(splat)(head[s.at[i]]);
    }
    if (needle->strategy == WC_MANY_AT_ONCE) {
        NAME(set_tail)(&s);
    }
    for (unsigned i = 0; offset && folds && i < 2; i++) {
        s.masked_probes[i] = NAME(masked_unit)(needle, s.at[i]);
    }
    return NAME(counter_for)(needle)(&s, begin, end);
}
