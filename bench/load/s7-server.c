/*
 * An S7 controller by Debian's libsnap7, for tests and benches: `s7-server PORT`. Lines of standard input:
 * `AREA NUMBER HEX` gives an area its bytes (DB, PE, PA, MK, TM or CT; NUMBER is that of a DB, else 0), `start` starts.
 * A later line of an area overwrites its first bytes.
 */
#include <snap7.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_AREAS 64
#define MOST_BYTES 65536

struct area {
  char name[3];
  int number;
  int size;
  unsigned char *bytes;
};

static struct area areas[MOST_AREAS];
static int count = 0;

static int code_of(const char *name) {
  const char *names[] = {"PE", "PA", "MK", "CT", "TM", "DB"};
  const int codes[] = {srvAreaPE, srvAreaPA, srvAreaMK, srvAreaCT, srvAreaTM, srvAreaDB};
  for (int i = 0; i < 6; i++)
    if (strcmp(name, names[i]) == 0) return codes[i];
  return -1;
}

static void set(S7Object server, const char *name, int number, const char *hex) {
  struct area *area = NULL;
  for (int i = 0; i < count; i++)
    if (strcmp(areas[i].name, name) == 0 && areas[i].number == number) area = &areas[i];
  int size = (int)strlen(hex) / 2;
  if (area == NULL) {
    if (count == MOST_AREAS || code_of(name) < 0) exit(2);
    area = &areas[count++];
    snprintf(area->name, sizeof area->name, "%s", name);
    area->number = number;
    area->size = size;
    area->bytes = calloc(1, size + 1);
    Srv_RegisterArea(server, code_of(name), number, area->bytes, size);
  }
  Srv_LockArea(server, code_of(name), number);
  for (int i = 0; i < size && i < area->size; i++) {
    unsigned byte;
    sscanf(hex + 2 * i, "%2x", &byte);
    area->bytes[i] = byte;
  }
  Srv_UnlockArea(server, code_of(name), number);
}

int main(int argc, char **argv) {
  static char line[2 * MOST_BYTES + 64], hex[2 * MOST_BYTES + 1];
  if (argc != 2) return 2;
  S7Object server = Srv_Create();
  unsigned short port = (unsigned short)atoi(argv[1]);
  Srv_SetParam(server, p_u16_LocalPort, &port);
  while (fgets(line, sizeof line, stdin) != NULL) {
    char name[8];
    int number;
    if (strncmp(line, "start", 5) == 0) {
      int error = Srv_StartTo(server, "127.0.0.1");
      if (error != 0) {
        fprintf(stderr, "s7-server: does not start on port %d: %x\n", port, error);
        return 1;
      }
      puts("ready");
      fflush(stdout);
    } else if (sscanf(line, "%7s %d %131072s", name, &number, hex) == 3) {
      set(server, name, number, hex);
    }
  }
  Srv_Stop(server);
  return 0;
}
