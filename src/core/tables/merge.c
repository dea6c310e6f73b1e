/* Adding up the tables of all threads, part by part. */
#include "tabulator.h"
#include "threads/pool.h"

#include <errno.h>

typedef struct {
    wc_job job; /* first: the pool hands it back to merge_part */
    wc_tabulator *tabulator;
    unsigned first; /* part */
} merge_job;

static void merge_part(wc_job *job, size_t chunk, unsigned slot)
{
    (void)slot;
    const merge_job *j = (const merge_job *)job;
    wc_table **tables = j->tabulator->tables;
    for (unsigned i = 1; i < WC_MAX_THREADS; i++) {
        if (tables[i] && !wc_table_merge_part(tables[0], tables[i], j->first + (unsigned)chunk)) {
            wc_tabulator_fail(j->tabulator, ENOMEM);
        }
    }
}

/* Puts a table into the first place, where there is one, and divides all if one is. Returns how
 * many parts there are to be merged. */
static unsigned prepare_merge(wc_tabulator *tabulator)
{
    wc_table **tables = tabulator->tables;
    bool is_divided = false;
    unsigned there = 0;
    for (unsigned i = 0; i < WC_MAX_THREADS; i++) {
        wc_table *table = tables[i];
        if (table) {
            tables[i] = NULL;
            tables[there++] = table;
            is_divided |= table->part_mask != 0;
        }
    }
    for (unsigned i = 0; is_divided && there > 1 && i < there; i++) {
        if (!wc_table_divide(tables[i])) {
            wc_tabulator_fail(tabulator, ENOMEM);
        }
    }
    return there < 2 ? 0 : is_divided ? WC_PARTS : 1;
}

static wc_outcome resume_merge(wc_task *task, unsigned threads, uint64_t budget_ns)
{
    wc_merge *merge = (wc_merge *)task;
    if (!merge->is_prepared) {
        merge->parts = prepare_merge(merge->tabulator);
        merge->is_prepared = true;
    }
    if (merge->position < merge->parts && !*task->failure) {
        merge_job j = {.job = {.run = merge_part, .chunks = merge->parts - merge->position},
                       .tabulator = merge->tabulator,
                       .first = merge->position};
        merge->position += (unsigned)wc_pool_run(&j.job, threads, budget_ns);
    }
    if (merge->position < merge->parts) {
        return WC_MORE;
    }
    for (unsigned i = 1; i < WC_MAX_THREADS && !*task->failure; i++) {
        if (merge->tabulator->tables[i]) {
            wc_table_adopt(merge->tabulator->tables[0], merge->tabulator->tables[i]);
            wc_tabulator_drop(merge->tabulator, i);
        }
    }
    return WC_DONE;
}

void wc_merge_begin(wc_merge *merge, wc_tabulator *tabulator)
{
    *merge = (wc_merge){.task = {.resume = resume_merge, .failure = &tabulator->sink.failure},
                        .tabulator = tabulator};
}
