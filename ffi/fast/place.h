/*
 * place.h: what is to be written, as a tree of folders and files below one folder that is there. place.c makes the tree
 * and looks at what exists; write.c writes it.
 */
#ifndef DXG_FAST_PLACE_H
#define DXG_FAST_PLACE_H

#include "fast.h"

enum { NODES_MAX = 128, ENTRIES_BYTES = 32768, OWN_NAME_BYTES = 64 };
/* What every name that dxg makes for a moment begins with. */
#define FAST_OWN ".dxg-"

/* A folder or file that is or will be there. The first is the destination, or the nearest folder above that exists. */
struct fast_node {
    const uint8_t *name; /* ends with NUL */
    uint32_t length;
    uint32_t parent;
    uint32_t child; /* the first; 0 for none, as the first node is nobody's child */
    uint32_t sibling;
    const struct fast_output *output; /* NULL for a folder that is only on the way */
    int32_t fd;                       /* of a folder that is open, or -1 */
    bool is_there;                    /* before this run */
    bool is_made;
    bool is_placed; /* of what is renamed: it has its name */
};

struct fast_writing {
    struct fast *f;
    uint8_t *text; /* all paths, cut into names by NUL */
    uint32_t count;
    bool is_deep; /* folders below the first node have to be opened */
    bool is_holding;
    bool is_placing;
    char own[OWN_NAME_BYTES - 16];     /* how its names begin */
    struct fast_node nodes[NODES_MAX]; /* parents first */
    _Alignas(8) uint8_t entries[ENTRIES_BYTES];
};

static inline bool fast_is_file(const struct fast_node *node) {
    return node->output != NULL && node->output->bytes.kind == FAST_STRING;
}

static inline int32_t fast_folder_of(const struct fast_writing *w, const struct fast_node *node) {
    return w->nodes[node->parent].fd;
}

/* write.c: undoes all, closes all, and refuses. */
_Noreturn void fast_give_up(struct fast_writing *w);

/* place.c: makes the tree, opens the folders of it that exist, and gives up when anything is in the way. There is room
 * at w->text for the destination and all paths, each with a NUL. */
void fast_look_around(struct fast_writing *w);

#endif
