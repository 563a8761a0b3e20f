/// The types that a function or method of the extension types takes and gives.
struct ExtensionSignature {
    let parameters: [CedarType]
    let result: CedarType

    /// The type that it makes of a string, if it is a constructor: it takes only literals, which it must accept.
    let constructs: CedarType.ExtensionTypeName?

    /// The function or method of this name, whose target is then its first argument.
    init?(_ name: String) {
        if let type = CedarType.ExtensionTypeName.allCases.first(where: { $0.constructor == name }) {
            self.init([.string], .extension(type), constructs: type)
            return
        }
        switch name {
        case "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual":
            self.init([.extension(.decimal), .extension(.decimal)], .anyBoolean)
        case "isIpv4", "isIpv6", "isLoopback", "isMulticast":
            self.init([.extension(.ipaddr)], .anyBoolean)
        case "isInRange":
            self.init([.extension(.ipaddr), .extension(.ipaddr)], .anyBoolean)
        case "offset":
            self.init([.extension(.datetime), .extension(.duration)], .extension(.datetime))
        case "durationSince":
            self.init([.extension(.datetime), .extension(.datetime)], .extension(.duration))
        case "toDate":
            self.init([.extension(.datetime)], .extension(.datetime))
        case "toTime":
            self.init([.extension(.datetime)], .extension(.duration))
        case "toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays":
            self.init([.extension(.duration)], .integer)
        default:
            return nil
        }
    }

    private init(
        _ parameters: [CedarType],
        _ result: CedarType,
        constructs: CedarType.ExtensionTypeName? = nil
    ) {
        self.parameters = parameters
        self.result = result
        self.constructs = constructs
    }
}
