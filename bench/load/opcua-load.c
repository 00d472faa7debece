/* OPC UA load: COUNT doubles under Objects/Load (urn:gemba:load), V0 to V<COUNT-1>.
 * The n-th value of every variable is n, its source time is start + n * PERIOD_MS,
 * so that a reader of them knows what is missing, repeated or late.
 * With "spread" the variables change one after the other within each period, and
 * the source time is when the value was read, as a device's driver stamps it.
 * Usage: opcua-load PORT COUNT PERIOD_MS [LEAST_KEEP_ALIVE_COUNT [spread]]. Prints "ready" when it listens, stops on SIGTERM. */
#include <open62541/plugin/log_stdout.h>
#include <open62541/server.h>
#include <open62541/server_config_default.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile UA_Boolean running = true;
static UA_DateTime start, period;
static UA_Int64 count;
static UA_Boolean spread;

static void stop(int signal) { (void)signal; running = false; }

/* NodeId of V0; the others follow. */
enum { FIRST_ID = 1000 };

/* Computed when it is sampled: the server spends nothing on values that nobody reads. */
static UA_StatusCode read_value(UA_Server *server, const UA_NodeId *session, void *session_context, const UA_NodeId *node,
                                void *node_context, UA_Boolean with_time, const UA_NumericRange *range, UA_DataValue *out) {
  (void)server, (void)session, (void)session_context, (void)with_time, (void)range, (void)node_context;
  UA_DateTime now = UA_DateTime_now();
  UA_DateTime phase = spread ? (UA_Int64)(node->identifier.numeric - FIRST_ID) * period / count : 0;
  UA_Int64 n = (now - start + phase) / period;
  UA_Double value = (UA_Double)n;
  out->hasValue = true;
  out->hasSourceTimestamp = true;
  out->sourceTimestamp = spread ? now : start + n * period;
  return UA_Variant_setScalarCopy(&out->value, &value, &UA_TYPES[UA_TYPES_DOUBLE]);
}

int main(int argc, char **argv) {
  if (argc < 4 || argc > 6 || atoi(argv[2]) < 1 || atof(argv[3]) <= 0) return fprintf(stderr, "usage: opcua-load PORT COUNT PERIOD_MS [LEAST_KEEP_ALIVE_COUNT [spread]]\n"), 2;
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  period = (UA_DateTime)(atof(argv[3]) * UA_DATETIME_MSEC);
  start = UA_DateTime_now();
  count = atoi(argv[2]);
  spread = argc == 6 && strcmp(argv[5], "spread") == 0;

  UA_ServerConfig config = {0};
  UA_Logger errors = UA_Log_Stdout_withLevel(UA_LOGLEVEL_ERROR);
  config.logging = &errors;
  UA_ServerConfig_setMinimal(&config, (UA_UInt16)atoi(argv[1]), NULL);
  char url[64];
  snprintf(url, sizeof url, "opc.tcp://127.0.0.1:%s", argv[1]);
  UA_Array_delete(config.serverUrls, config.serverUrlsSize, &UA_TYPES[UA_TYPES_STRING]);
  config.serverUrls = UA_Array_new(1, &UA_TYPES[UA_TYPES_STRING]);
  config.serverUrls[0] = UA_STRING_ALLOC(url);
  config.serverUrlsSize = 1;
  config.publishingIntervalLimits.min = 10;
  config.samplingIntervalLimits.min = 10;
  config.keepAliveCountLimits.min = argc >= 5 ? (UA_UInt32)atoi(argv[4]) : 1;
  UA_Server *server = UA_Server_newWithConfig(&config);
  if (server == NULL) return fprintf(stderr, "no server\n"), 1;

  UA_UInt16 ns = UA_Server_addNamespace(server, "urn:gemba:load");
  UA_NodeId folder = UA_NODEID_STRING(ns, "Load");
  UA_Server_addObjectNode(server, folder, UA_NODEID_NUMERIC(0, UA_NS0ID_OBJECTSFOLDER), UA_NODEID_NUMERIC(0, UA_NS0ID_ORGANIZES), UA_QUALIFIEDNAME(ns, "Load"), UA_NODEID_NUMERIC(0, UA_NS0ID_FOLDERTYPE), UA_ObjectAttributes_default, NULL, NULL);
  UA_VariableAttributes attributes = UA_VariableAttributes_default;
  attributes.dataType = UA_TYPES[UA_TYPES_DOUBLE].typeId;
  for (int i = 0; i < count; i++) {
    char name[16];
    snprintf(name, sizeof name, "V%d", i);
    UA_Server_addDataSourceVariableNode(server, UA_NODEID_NUMERIC(ns, (UA_UInt32)(FIRST_ID + i)), folder, UA_NODEID_NUMERIC(0, UA_NS0ID_HASCOMPONENT), UA_QUALIFIEDNAME(ns, name), UA_NODEID_NUMERIC(0, UA_NS0ID_BASEDATAVARIABLETYPE), attributes, (UA_DataSource){read_value, NULL}, NULL, NULL);
  }
  if (UA_Server_run_startup(server) != UA_STATUSCODE_GOOD) return fprintf(stderr, "port %s is taken\n", argv[1]), 1;
  puts("ready");
  fflush(stdout);
  while (running) UA_Server_run_iterate(server, true);
  UA_Server_run_shutdown(server);
  UA_Server_delete(server);
  return 0;
}
