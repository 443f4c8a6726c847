/*
 * dxg_os_status.h: what dxg_os.c and dxg_at.c tell alike: the status words of a file and the names in a directory.
 * POSIX only.
 */
#ifndef DXG_OS_STATUS_H
#define DXG_OS_STATUS_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* The first status word. */
enum dxg_kind { DXG_KIND_OTHER = 0, DXG_KIND_FILE = 1, DXG_KIND_DIRECTORY = 2, DXG_KIND_LINK = 3 };

static inline uint32_t dxg_kind_of(mode_t mode) {
    return S_ISREG(mode)   ? DXG_KIND_FILE
           : S_ISDIR(mode) ? DXG_KIND_DIRECTORY
           : S_ISLNK(mode) ? DXG_KIND_LINK
                           : DXG_KIND_OTHER;
}

static inline void dxg_fill_status(const struct stat *s, uint32_t *status) {
#if defined(__APPLE__)
    const struct timespec modified = s->st_mtimespec;
    const struct timespec changed = s->st_ctimespec;
#else
    const struct timespec modified = s->st_mtim;
    const struct timespec changed = s->st_ctim;
#endif
    const uint64_t size = (uint64_t)s->st_size;
    const uint64_t device = (uint64_t)s->st_dev;
    const uint64_t number = (uint64_t)s->st_ino;
    status[0] = dxg_kind_of(s->st_mode);
    status[1] = (uint32_t)s->st_mode & 07777;
    status[2] = (uint32_t)size;
    status[3] = (uint32_t)(size >> 32);
    status[4] = (uint32_t)s->st_nlink;
    status[5] = (uint32_t)modified.tv_sec;
    status[6] = (uint32_t)modified.tv_nsec;
    status[7] = (uint32_t)s->st_uid;
    status[8] = (uint32_t)s->st_gid;
    status[9] = (uint32_t)device;
    status[10] = (uint32_t)(device >> 32);
    status[11] = (uint32_t)number;
    status[12] = (uint32_t)(number >> 32);
    status[13] = (uint32_t)changed.tv_sec;
    status[14] = (uint32_t)changed.tv_nsec;
    status[15] = 0;
}

/* The kind of one entry; the system's hint where it gives one. */
static inline uint32_t dxg_entry_kind(DIR *directory, const struct dirent *entry) {
    switch (entry->d_type) {
    case DT_REG:
        return DXG_KIND_FILE;
    case DT_DIR:
        return DXG_KIND_DIRECTORY;
    case DT_LNK:
        return DXG_KIND_LINK;
    case DT_UNKNOWN: {
        struct stat s;
        return fstatat(dirfd(directory), entry->d_name, &s, AT_SYMLINK_NOFOLLOW) < 0 ? (uint32_t)DXG_KIND_OTHER
                                                                                     : dxg_kind_of(s.st_mode);
    }
    default:
        return DXG_KIND_OTHER;
    }
}

/* As dxg_os_list; closes the directory. */
static inline int32_t dxg_list_entries(DIR *directory, uint8_t *out, uint32_t out_cap) {
    uint32_t end = 0;
    int32_t failure = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            failure = -errno;
            break;
        }
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        const uint32_t name_len = (uint32_t)strlen(name);
        if (name_len + 2 > out_cap - end) {
            failure = -ERANGE;
            break;
        }
        out[end] = (uint8_t)dxg_entry_kind(directory, entry);
        memcpy(out + end + 1, name, name_len + 1);
        end += name_len + 2;
    }
    closedir(directory);
    return failure < 0 ? failure : (int32_t)end;
}

#endif
