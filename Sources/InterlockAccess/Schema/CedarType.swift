/// A type that the validator gives to expressions and schemas give to attributes.
indirect enum CedarType: Hashable, Sendable {
    /// The type of no value: the least of all types.
    case never
    /// A boolean; with a value, one that is known to be that.
    case boolean(Bool?)
    case integer
    case string
    /// A set; nil stands for elements of any type, and only where an operand is expected.
    case set(CedarType?)
    case record(RecordType)
    /// An entity of this type.
    case entity(String)
    /// An entity of whatever type.
    case anyEntity
    case `extension`(ExtensionTypeName)

    static let anyBoolean = CedarType.boolean(nil)

    /// Names of the extension types.
    enum ExtensionTypeName: String, Hashable, Sendable, CaseIterable {
        case decimal, ipaddr, datetime, duration

        /// The type whose values `constructor` makes; nil if it makes none.
        init?(constructor: ExtensionFunction) {
            guard let type = ExtensionSignature(constructor).constructs else { return nil }
            self = type
        }

        /// The value that a constructor makes of `text`; nil if it refuses it.
        func value(_ text: String) -> CedarValue? {
            switch self {
            case .decimal: CedarDecimal(text).map { .decimal($0) }
            case .ipaddr: CedarIPAddress(text).map { .ipAddress($0) }
            case .datetime: CedarDatetime(text).map { .datetime($0) }
            case .duration: CedarDuration(text).map { .duration($0) }
            }
        }

        /// Whether `<` and `<=` compare values of the type.
        var isOrdered: Bool { self == .datetime || self == .duration }
    }

    /// The built-in type of this name.
    init?(builtIn name: String) {
        switch name {
        case "Bool": self = .anyBoolean
        case "Long": self = .integer
        case "String": self = .string
        default:
            guard let name = ExtensionTypeName(rawValue: name) else { return nil }
            self = .extension(name)
        }
    }

    /// Whether `<`, `<=`, `>` and `>=` compare values of the type.
    var isOrdered: Bool {
        switch self {
        case .integer: true
        case .extension(let name): name.isOrdered
        default: false
        }
    }

    /// Whether a value of this type may stand where `expected` is asked for.
    func isAccepted(as expected: CedarType) -> Bool {
        switch (self, expected) {
        case (.never, _), (.boolean, .boolean(nil)), (.entity, .anyEntity), (.set, .set(nil)): true
        case (.set(let element?), .set(let wanted?)): element.isAccepted(as: wanted)
        default: self == expected
        }
    }
}

extension CedarType: CustomStringConvertible {
    /// The type as schema text writes it.
    var description: String {
        switch self {
        case .never: "a type without values"
        case .boolean: "Bool"
        case .integer: "Long"
        case .string: "String"
        case .set(nil): "a set"
        case .set(let element?): "Set<\(element)>"
        case .record(let record): record.description
        case .entity(let name): name
        case .anyEntity: "an entity"
        case .extension(let name): name.rawValue
        }
    }
}
