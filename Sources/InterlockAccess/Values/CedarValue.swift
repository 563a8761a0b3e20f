/// A value of the Cedar language.
public enum CedarValue: Sendable {
    /// True or false.
    case boolean(Bool)
    /// A 64-bit integer with sign, Cedar's Long.
    case integer(Int64)
    /// Text; compared by its Unicode scalars, without normalisation.
    case string(String)
    /// A reference to an entity, which need not exist.
    case entity(EntityUID)
    /// Values without order and repetition, of any types.
    case set(Set<CedarValue>)
    /// Attributes by name.
    case record(CedarRecord)
    /// A number with four decimal places.
    case decimal(CedarDecimal)
    /// An IP address or a range of them.
    case ipAddress(CedarIPAddress)
    /// A moment.
    case datetime(CedarDatetime)
    /// A span of time.
    case duration(CedarDuration)

    /// The name of the value's type, as error messages give it.
    var typeName: String {
        switch self {
        case .boolean: "bool"
        case .integer: "long"
        case .string: "string"
        case .entity(let uid): "entity of type \(uid.type)"
        case .set: "set"
        case .record: "record"
        case .decimal: "decimal"
        case .ipAddress: "ipaddr"
        case .datetime: "datetime"
        case .duration: "duration"
        }
    }
}

extension CedarValue: Hashable {
    /// Whether both are of one type and the same value; values of different types are merely unequal.
    public static func == (left: CedarValue, right: CedarValue) -> Bool {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.string(let left), .string(let right)): left.isExactly(right)
        case (.entity(let left), .entity(let right)): left == right
        case (.set(let left), .set(let right)): left == right
        case (.record(let left), .record(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left == right
        case (.ipAddress(let left), .ipAddress(let right)): left == right
        case (.datetime(let left), .datetime(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        default: false
        }
    }

    /// Feeds the type and the value.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .boolean(let value):
            hasher.combine(0)
            hasher.combine(value)
        case .integer(let value):
            hasher.combine(1)
            hasher.combine(value)
        case .string(let value):
            hasher.combine(2)
            hasher.combine(value)
        case .entity(let value):
            hasher.combine(3)
            hasher.combine(value)
        case .set(let value):
            hasher.combine(4)
            hasher.combine(value)
        case .record(let value):
            hasher.combine(5)
            hasher.combine(value)
        case .decimal(let value):
            hasher.combine(6)
            hasher.combine(value)
        case .ipAddress(let value):
            hasher.combine(7)
            hasher.combine(value)
        case .datetime(let value):
            hasher.combine(8)
            hasher.combine(value)
        case .duration(let value):
            hasher.combine(9)
            hasher.combine(value)
        }
    }
}

extension CedarValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// A boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }

    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
}

extension CedarValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// A set.
    public init(arrayLiteral elements: CedarValue...) { self = .set(Set(elements)) }

    /// A record; of a name that occurs twice, the last value counts.
    public init(dictionaryLiteral elements: (String, CedarValue)...) {
        var record = CedarRecord()
        for (name, value) in elements { record[name] = value }
        self = .record(record)
    }
}
