/// The names of Cedar's extension functions and methods, which issue C gives a meaning.
///
/// Until then a policy that uses one is refused as `unsupported`, and not as one with an unknown name.
enum ExtensionNames {
    /// Functions: `decimal("1.5")`.
    static let functions: Set<String> = ["decimal", "ip", "datetime", "duration"]

    /// Methods of the extension types.
    static let methods: Set<String> = [
        "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual",
        "isIpv4", "isIpv6", "isLoopback", "isMulticast", "isInRange",
        "offset", "durationSince", "toDate", "toTime",
        "toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays",
    ]
}
