/** Tables of the material twin's file, by version. */
export const MIGRATIONS = [
  `CREATE TABLE word (code INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
   CREATE TABLE piece (name TEXT NOT NULL UNIQUE, state INTEGER NOT NULL, order_code INTEGER NOT NULL,
                       lot_code INTEGER NOT NULL, shipment_code INTEGER NOT NULL,
                       first_at REAL NOT NULL, last_at REAL NOT NULL, data BLOB NOT NULL);
   CREATE INDEX piece_order ON piece (order_code);
   CREATE INDEX piece_lot ON piece (lot_code);
   CREATE INDEX piece_shipment ON piece (shipment_code);
   CREATE INDEX piece_first ON piece (first_at);
   CREATE INDEX piece_inside ON piece (state) WHERE state = 0;
   CREATE TABLE carrier (name TEXT PRIMARY KEY, lot TEXT NOT NULL, pieces TEXT NOT NULL,
                         data BLOB NOT NULL) WITHOUT ROWID;
   CREATE TABLE production_order (name TEXT PRIMARY KEY, ended INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE lot (name TEXT PRIMARY KEY, time REAL NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE shipment (name TEXT PRIMARY KEY, time REAL NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE ride (carrier_code INTEGER NOT NULL, piece INTEGER NOT NULL, since REAL NOT NULL, until REAL NOT NULL,
                      PRIMARY KEY (carrier_code, piece)) WITHOUT ROWID;
   CREATE INDEX ride_since ON ride (carrier_code, since)`,
  `CREATE TABLE order_change (name TEXT NOT NULL, time REAL NOT NULL, state TEXT NOT NULL, started INTEGER NOT NULL,
                              good INTEGER NOT NULL, scrapped INTEGER NOT NULL,
                              counted_started INTEGER NOT NULL, counted_good INTEGER NOT NULL,
                              counted_scrapped INTEGER NOT NULL, PRIMARY KEY (name, time)) WITHOUT ROWID;
   CREATE INDEX order_change_time ON order_change (time);
   ALTER TABLE carrier ADD COLUMN is_known INTEGER NOT NULL DEFAULT 1`,
  // Times in seconds, so that a row takes some 22 bytes; most pieces have a dozen.
  `CREATE TABLE work (station_code INTEGER NOT NULL, piece INTEGER NOT NULL, since INTEGER NOT NULL,
                      length INTEGER NOT NULL, visits INTEGER NOT NULL, setup_code INTEGER NOT NULL,
                      PRIMARY KEY (station_code, piece)) WITHOUT ROWID;
   CREATE TABLE setup (station_code INTEGER NOT NULL, setup_code INTEGER NOT NULL,
                       PRIMARY KEY (station_code, setup_code)) WITHOUT ROWID;
   CREATE TABLE fate (piece INTEGER PRIMARY KEY, state INTEGER NOT NULL, order_code INTEGER NOT NULL,
                      lot_code INTEGER NOT NULL, shipment_code INTEGER NOT NULL, since INTEGER NOT NULL,
                      length INTEGER NOT NULL)`,
];

/** Name of a state: pieces that left before this time may have been deleted, µs UTC. */
export const FORGOTTEN_BEFORE = "forgottenBefore";
