package session

// Object ids of PostgreSQL's own types:
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/include/catalog/pg_type.dat
const (
	oidBool      = 16
	oidBytea     = 17
	oidInt8      = 20
	oidText      = 25
	oidJSON      = 114
	oidFloat8    = 701
	oidVarchar   = 1043
	oidBpchar    = 1042
	oidDate      = 1082
	oidTime      = 1083
	oidTimestamp = 1114
	oidNumeric   = 1700
	oidUUID      = 2950
)

// shape is how a type's values are answered.
type shape int

const (
	asString shape = iota
	asBool
	asLong
	asDouble
	asDecimal
	asBlob
	asTime      // time and timestamp: a fraction of none, three or six digits
	asTimestamp // with time zone: in UTC, without saying so
)

// postgresType is a type as the Data API answers it. Numbers and precisions are
// those of PostgreSQL's JDBC driver.
type postgresType struct {
	name                         string
	shape                        shape
	number, precision, scale     int
	array                        uint32 // object id of the type of arrays of it
	signed, sensitive, isElement bool
}

const unlimited = 1<<31 - 1

// Numbers of java.sql.Types.
const (
	javaVarchar = 12
	javaOther   = 1111
	javaArray   = 2003
)

var postgresTypes = map[uint32]postgresType{
	oidBool:      {name: "bool", shape: asBool, number: -7, precision: 1, array: 1000},
	oidBytea:     {name: "bytea", shape: asBlob, number: -2, precision: unlimited, array: 1001},
	19:           {name: "name", number: javaVarchar, precision: 63, array: 1003, sensitive: true},
	oidInt8:      {name: "int8", shape: asLong, number: -5, precision: 19, array: 1016, signed: true},
	21:           {name: "int2", shape: asLong, number: 5, precision: 5, array: 1005, signed: true},
	23:           {name: "int4", shape: asLong, number: 4, precision: 10, array: 1007, signed: true},
	oidText:      {name: "text", number: javaVarchar, precision: unlimited, array: 1009, sensitive: true},
	26:           {name: "oid", shape: asLong, number: -5, precision: 10, array: 1028},
	oidJSON:      {name: "json", number: javaOther, precision: unlimited, array: 199, sensitive: true},
	700:          {name: "float4", shape: asDouble, number: 7, precision: 8, scale: 8, array: 1021, signed: true},
	oidFloat8:    {name: "float8", shape: asDouble, number: 8, precision: 17, scale: 17, array: 1022, signed: true},
	oidBpchar:    {name: "bpchar", number: 1, precision: unlimited, array: 1014, sensitive: true},
	oidVarchar:   {name: "varchar", number: javaVarchar, precision: unlimited, array: 1015, sensitive: true},
	oidDate:      {name: "date", number: 91, precision: 13, array: 1182},
	oidTime:      {name: "time", shape: asTime, number: 92, precision: 15, scale: 6, array: 1183},
	oidTimestamp: {name: "timestamp", shape: asTime, number: 93, precision: 29, scale: 6, array: 1115},
	1184:         {name: "timestamptz", shape: asTimestamp, number: 93, precision: 35, scale: 6, array: 1185},
	oidNumeric:   {name: "numeric", shape: asDecimal, number: 2, array: 1231, signed: true},
	2278:         {name: "void", number: javaOther, sensitive: true},
	oidUUID:      {name: "uuid", number: javaOther, precision: unlimited, array: 2951},
	3802:         {name: "jsonb", number: javaOther, precision: unlimited, array: 3807, sensitive: true},
}

// postgresArrays are the types of elements by the types of their arrays.
var postgresArrays = func() map[uint32]uint32 {
	elements := map[uint32]uint32{}
	for oid, t := range postgresTypes {
		if t.array != 0 {
			elements[t.array] = oid
		}
	}
	return elements
}()

// unsupported are the names that the Data API has for types that it refuses; for
// others it uses PostgreSQL's.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.troubleshooting.html
var unsupported = map[uint32]string{
	18: `"CHAR"`, 600: "POINT", 601: "LSEG", 602: "PATH", 603: "BOX", 604: "POLYGON", 628: "LINE", 718: "CIRCLE", 790: "MONEY",
	1186: "INTERVAL", 1266: "TIMETZ",
}
