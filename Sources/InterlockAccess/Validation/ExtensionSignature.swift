/// The types that a function or method of the extension types takes and gives.
struct ExtensionSignature {
    let parameters: [CedarType]
    let result: CedarType

    /// The type that it makes of a string, if it is a constructor: it takes only literals, which it must accept.
    let constructs: CedarType.ExtensionTypeName?

    /// A method's target is its first argument.
    init(_ function: ExtensionFunction) {
        switch function {
        case .decimal: self.init(constructing: .decimal)
        case .ip: self.init(constructing: .ipaddr)
        case .datetime: self.init(constructing: .datetime)
        case .duration: self.init(constructing: .duration)
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual:
            self.init([.extension(.decimal), .extension(.decimal)], .anyBoolean)
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast:
            self.init([.extension(.ipaddr)], .anyBoolean)
        case .isInRange:
            self.init([.extension(.ipaddr), .extension(.ipaddr)], .anyBoolean)
        case .offset:
            self.init([.extension(.datetime), .extension(.duration)], .extension(.datetime))
        case .durationSince:
            self.init([.extension(.datetime), .extension(.datetime)], .extension(.duration))
        case .toDate:
            self.init([.extension(.datetime)], .extension(.datetime))
        case .toTime:
            self.init([.extension(.datetime)], .extension(.duration))
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays:
            self.init([.extension(.duration)], .integer)
        }
    }

    private init(_ parameters: [CedarType], _ result: CedarType) {
        self.parameters = parameters
        self.result = result
        self.constructs = nil
    }

    private init(constructing type: CedarType.ExtensionTypeName) {
        self.parameters = [.string]
        self.result = .extension(type)
        self.constructs = type
    }
}
