import { expect, it } from "vitest";
import { loadConfig } from "../../../../edge/config/load.ts";
import { plugins } from "../../../../edge/plugins.ts";
import type { S7Address, S7Binding } from "../../../../edge/sources/s7/config.ts";
import { tagTables } from "../../../../edge/sources/s7/import/tag-tables.ts";
import { plantFolder } from "../../../fakes/config/plant-folder.ts";

/** Texts by file name, as a checked config: address, type and length of each tag by `asset component/signal`. */
async function imported(texts: Readonly<Record<string, string>>, blocks: readonly string[] = []) {
  const files = Object.entries(texts).map(([name, text]) => ({ name, text }));
  const read = tagTables.read(files, { endpoint: "s7://10.0.0.1?slot=2", root: "", namespace: "", blocks });
  using folder = plantFolder(Object.fromEntries(read.files));
  const { assets, sources } = await loadConfig(folder.path, plugins, { env: {} });
  const tags = Object.fromEntries(
    assets.flatMap(({ label, address, tags }) =>
      tags.map(({ shape, binding }) => {
        const { at, type = "", length = "" } = binding as S7Binding;
        const { db = "" } = (address ?? {}) as S7Address;
        const signal = `${shape.component === "" ? "" : `${shape.component}/`}${shape.signal}`;
        return [`${label} ${signal}`, `${db} ${at} ${type}${length} ${shape.type}`.trim()];
      }),
    ),
  );
  const names = Object.fromEntries(
    assets.flatMap(({ label, tags }) => tags.map(({ shape }) => [`${label} ${shape.signal}`, shape.name.en] as const)),
  );
  return { tags, names, assets, sources, leftOut: read.leftOut.map(({ reason }) => reason) };
}

const UDT = `TYPE UDT 5
VERSION : 0.1
  STRUCT
   Running : BOOL ;	//Drive runs
   Fault : BOOL ;
   Speed : REAL  := 1.500000e+003;	//Drehzahl
  END_STRUCT ;
END_TYPE
`;

const STEP7 = `${UDT}
DATA_BLOCK DB 10
TITLE =Data: of "the" line
{ S7_m_c := 'false' }
AUTHOR : Me
VERSION : 0.1
  STRUCT
   Ready : BOOL  := TRUE;	//Line is ready
   Mode : BYTE  := B#16#3;
   Count : INT ;
   Name : STRING  [8 ] := 'a;b';
   Motors : ARRAY  [1 .. 2 ] OF UDT 5;
   Bits : ARRAY  [0 .. 9 ] OF BOOL ;
   Text : ARRAY  [1 .. 5 ] OF CHAR ;
   Grid : ARRAY  [0 .. 1 , 1 .. 2 ] OF INT ;
   Long : ARRAY  [1 .. 40 ] OF INT := 40 (0);
   (* times *)
   Cycle : TIME ;
   At : DATE_AND_TIME ;
   Inner : STRUCT
    a : BYTE ;
    b : DINT ;
   END_STRUCT ;
   Last : BOOL ;
  END_STRUCT ;
BEGIN
   Ready := TRUE;
   Motors[1].Speed := 1.0;
END_DATA_BLOCK
DATA_BLOCK "Second"
  "Drive"
BEGIN
END_DATA_BLOCK
`;

const SDF = [
  ["Line                    ", "DB     10 ", "DB     10 ", "the line"],
  ["Second                  ", "DB     11 ", "DB     11 ", ""],
  ["Drive                   ", "UDT     5 ", "UDT     5 ", ""],
  ["Main                    ", "OB      1 ", "OB      1 ", "cycle"],
  ["Start                   ", "I       0.3", "BOOL      ", "Starttaster"],
  ["Level.Tank              ", "MD     20 ", "REAL      ", ""],
  ["Analog                  ", "PIW   512 ", "WORD      ", ""],
  ["Delay                   ", "T       7 ", "TIMER     ", ""],
  ["Pieces                  ", "C       2 ", "COUNTER   ", ""],
];

it("[SC7] STEP 7: symbols, blocks and UDTs become tags at the places where the compiler puts them", async () => {
  const sdf = SDF.map((row) => row.map((cell) => `"${cell}"`).join(",")).join("\r\n");
  const { tags, leftOut, sources } = await imported({ "line.awl": STEP7, "symbols.sdf": sdf });
  expect(tags).toEqual({
    "PLC start": "I0.3  boolean",
    "PLC level/tank": "MD20 real number",
    "PLC delay": "T7  number",
    "PLC pieces": "C2  number",
    "DB10 ready": "10 DBX0.0  boolean",
    "DB10 mode": "10 DBB1 byte number",
    "DB10 count": "10 DBW2 int number",
    "DB10 name": "10 DBB4 string8 text",
    "DB10 motors-1/running": "10 DBX14.0  boolean",
    "DB10 motors-1/fault": "10 DBX14.1  boolean",
    "DB10 motors-1/speed": "10 DBD16 real number",
    "DB10 motors-2/running": "10 DBX20.0  boolean",
    "DB10 motors-2/fault": "10 DBX20.1  boolean",
    "DB10 motors-2/speed": "10 DBD22 real number",
    ...Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`DB10 bits-${i}`, `10 DBX${26 + (i >> 3)}.${i & 7}  boolean`]),
    ),
    "DB10 text": "10 DBB28 char5 text",
    "DB10 grid-0-1": "10 DBW34 int number",
    "DB10 grid-0-2": "10 DBW36 int number",
    "DB10 grid-1-1": "10 DBW38 int number",
    "DB10 grid-1-2": "10 DBW40 int number",
    "DB10 cycle": "10 DBD122 time number",
    "DB10 at": "10 DBB126 dt text",
    "DB10 inner/a": "10 DBB134 byte number",
    "DB10 inner/b": "10 DBD136 dint number",
    "DB10 last": "10 DBX140.0  boolean",
    "Second running": "11 DBX0.0  boolean",
    "Second fault": "11 DBX0.1  boolean",
    "Second speed": "11 DBD2 real number",
  });
  expect(leftOut).toEqual([
    "Analog: the address PIW   512 is neither input, output, memory, timer nor counter",
    "DB10: Long: 40 elements; arrays of up to 16 become tags",
  ]);
  expect(sources[0]?.config).toMatchObject({ host: "10.0.0.1", port: 102, connection: "op", rack: 0, slot: 2 });
});

it("[SC7] STEP 7 as ASC, with the columns of its table", async () => {
  const line = (name: string, address: string, type: string, comment: string): string =>
    `126,${name.padEnd(24)}${address.padEnd(12)}${type.padEnd(10)}${comment.padEnd(80)}`;
  const { tags } = await imported({
    "symbols.asc": [line("Valve 1", "Q    4.1", "BOOL", "Ventil"), line("Rate", "MW   30", "INT", "")].join("\r\n"),
  });
  expect(tags).toEqual({ "PLC valve-1": "Q4.1  boolean", "PLC rate": "MW30 int number" });
});

const TIA = (access: string): string => `\uFEFFDATA_BLOCK "Press"
{ S7_Optimized_Access := '${access}' }
VERSION : 0.1
NON_RETAIN
   VAR
      "Force now" { ExternalWritable := 'False'; S7_SetPoint := 'True'} : Real;   // kN
      Limits : Struct
         High : Real := 100.0;
         Low : Real;
      END_STRUCT;
      Strokes, Rejects : UDInt;
      Part : String[20];
      Axes : Array[0..1] of "Axis";
      Started { S7_SetPoint := 'False'} : DTL;
      Odd : LTime_Of_Day;
      Note : WString[4];
   END_VAR
BEGIN
   Limits.High := 100.0;
END_DATA_BLOCK

TYPE "Axis"
VERSION : 0.1
   STRUCT
      Pos : LReal;
      Homed : Bool;
   END_STRUCT;
END_TYPE
`;

it("[SC7] TIA Portal: a block source with its UDT and a number given by hand", async () => {
  const { tags, leftOut } = await imported({ "press.db": TIA("FALSE") }, ["Press=12"]);
  expect(tags).toEqual({
    "Press force-now": "12 DBD0 real number",
    "Press limits/high": "12 DBD4 real number",
    "Press limits/low": "12 DBD8 real number",
    "Press strokes": "12 DBD12 udint number",
    "Press rejects": "12 DBD16 udint number",
    "Press part": "12 DBB20 string20 text",
    "Press axes-0/pos": "12 DBB42 lreal number",
    "Press axes-0/homed": "12 DBX50.0  boolean",
    "Press axes-1/pos": "12 DBB52 lreal number",
    "Press axes-1/homed": "12 DBX60.0  boolean",
    "Press started": "12 DBB62 dtl text",
    "Press note": "12 DBB82 wstring4 text",
  });
  expect(leftOut).toEqual(["Press: Odd: a value of type LTime_Of_Day has no place in a tag"]);
});

it("[SC7] an optimised block, a block without number and a type that is missing are named", async () => {
  const symbols = '"Start","%I0.3","Bool","True","True","False","","","True"\n';
  const missing = 'DATA_BLOCK "Old"\nSTRUCT\n a : INT;\n t : TON_TIME;\n b : INT;\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK';
  const { tags, leftOut } = await imported(
    {
      "press.db": TIA("TRUE"),
      "other.db": TIA("FALSE").replaceAll("Press", "Lathe"),
      "s.sdf": symbols,
      "o.db": missing,
    },
    ["Old=DB3"],
  );
  expect(tags).toEqual({ "PLC start": "I0.3  boolean", "Old a": "3 DBW0 int number" });
  expect(leftOut).toEqual([
    "Press: optimised access; S7 communication cannot read it: clear the attribute, or use OPC UA",
    'Lathe: its number is not in these files; give it with --block "Lathe=10"',
    "Old: t: the type TON_TIME is not in these files, so that nothing behind it can be placed",
  ]);
});

const OPENNESS = `<?xml version="1.0" encoding="utf-8"?>
<Document><Engineering version="V18" />
<SW.Blocks.GlobalDB ID="0"><AttributeList>
<Interface><Sections xmlns="http://www.siemens.com/automation/Openness/SW/Interface/v5"><Section Name="Static">
<Member Name="Temp" Datatype="Real"><Comment><MultiLanguageText Lang="zh-CN">炉温</MultiLanguageText></Comment></Member>
<Member Name="Zones" Datatype="Array[1..2] of Struct">
<Member Name="On" Datatype="Bool" /><Member Name="Set" Datatype="Int" /></Member>
<Member Name="Axis" Datatype="&quot;Axis&quot;">
<Sections><Section Name="None"><Member Name="Pos" Datatype="DInt" /></Section></Sections></Member>
<Member Name="Name" Datatype="String[10]"><StartValue>'x'</StartValue></Member>
</Section></Sections></Interface>
<MemoryLayout>Standard</MemoryLayout><Name>Oven</Name><Number>7</Number><ProgrammingLanguage>DB</ProgrammingLanguage>
</AttributeList><ObjectList>
<MultilingualText ID="1"><AttributeList><Name>other</Name></AttributeList></MultilingualText></ObjectList>
</SW.Blocks.GlobalDB></Document>`;

it("[SC7] TIA Portal in XML: blocks with number and comments, and tag tables", async () => {
  const { tags, assets } = await imported({
    "oven.xml": OPENNESS,
    "tags.xml":
      "<?xml version='1.0' encoding='utf-8'?><Tagtable name='Standard'>" +
      "<Tag type='Bool' hmiVisible='True' remark='Door' addr='%I0.7'>Door closed</Tag></Tagtable>",
    "more.xml":
      "<Document><SW.Tags.PlcTagTable><ObjectList><SW.Tags.PlcTag ID='1'><AttributeList>" +
      "<DataTypeName>Int</DataTypeName>" +
      "<LogicalAddress>%MW4</LogicalAddress><Name>Rate</Name></AttributeList></SW.Tags.PlcTag></ObjectList>" +
      "</SW.Tags.PlcTagTable></Document>",
  });
  expect(tags).toEqual({
    "PLC door-closed": "I0.7  boolean",
    "PLC rate": "MW4 int number",
    "Oven temp": "7 DBD0 real number",
    "Oven zones-1/on": "7 DBX4.0  boolean",
    "Oven zones-1/set": "7 DBW6 int number",
    "Oven zones-2/on": "7 DBX8.0  boolean",
    "Oven zones-2/set": "7 DBW10 int number",
    "Oven axis/pos": "7 DBD12 dint number",
    "Oven name": "7 DBB16 string10 text",
  });
  expect(assets.find(({ label }) => label === "Oven")?.tags[0]?.shape.name).toEqual({ zh: "炉温", en: "炉温" });
});

it("[SC7] equal blocks share a type", async () => {
  const block = (name: string): string => TIA("FALSE").replaceAll("Press", name);
  const { assets } = await imported({ "a.db": block("A"), "b.db": block("B") }, ["A=1", "B=2"]);
  expect(assets.map(({ label, type }) => [label, type])).toEqual([
    ["A", "a"],
    ["B", "a"],
  ]);
});

it("[SC7] a comment names its tag; where several share one, the path of each is behind it", async () => {
  const block = `DATA_BLOCK DB 3
  STRUCT
   Speed : REAL ;	//Spindle speed
   Plain : INT ;
   Temperatures : ARRAY  [1 .. 2 ] OF REAL ;	//Bearing temperature
  END_STRUCT ;
BEGIN
END_DATA_BLOCK
`;
  const { names } = await imported({ "block.awl": block, "symbols.sdf": '"Start","M 0.3","BOOL","Start button"\n' });
  expect(names).toEqual({
    "PLC start": "Start button",
    "DB3 speed": "Spindle speed",
    "DB3 plain": "Plain",
    "DB3 temperatures-1": "Bearing temperature · Temperatures[1]",
    "DB3 temperatures-2": "Bearing temperature · Temperatures[2]",
  });
});
