extension ExtensionFunction {
    /// Why a call has no value.
    struct Failure: Error {
        let code: EvaluationError.Code
        let reason: String
    }

    /// The value of a call with these arguments.
    func value(of arguments: [CedarValue]) throws(Failure) -> CedarValue {
        guard arguments.count == self.argumentCount else {
            let reason = "`\(self.rawValue)` takes \(self.argumentCount) values, not \(arguments.count)"
            throw Failure(code: .wrongArgumentCount, reason: reason)
        }
        switch arguments.first {
        case .string(let text): return try self.construct(text)
        case .decimal(let left): return try self.value(left, arguments.dropFirst().first)
        case .ipAddress(let address): return try self.value(address, arguments.dropFirst().first)
        case .datetime(let moment): return try self.value(moment, arguments.dropFirst().first)
        case .duration(let span): return try self.value(span)
        default: throw self.mismatch(arguments.first)
        }
    }

    private func construct(_ text: String) throws(Failure) -> CedarValue {
        guard let type = CedarType.ExtensionTypeName(constructor: self) else {
            throw self.mismatch(.string(text))
        }
        guard let value = type.value(text) else {
            let reason = "\(StringEscapes.quoted(text)) is no \(type.rawValue)"
            throw Failure(code: .invalidArgument, reason: reason)
        }
        return value
    }

    private func value(_ left: CedarDecimal, _ argument: CedarValue?) throws(Failure) -> CedarValue {
        guard case .decimal(let right)? = argument else { throw self.mismatch(argument ?? .decimal(left)) }
        switch self {
        case .lessThan: return .boolean(left < right)
        case .lessThanOrEqual: return .boolean(left <= right)
        case .greaterThan: return .boolean(left > right)
        case .greaterThanOrEqual: return .boolean(left >= right)
        default: throw self.mismatch(.decimal(left))
        }
    }

    private func value(_ address: CedarIPAddress, _ argument: CedarValue?) throws(Failure) -> CedarValue {
        switch (self, argument) {
        case (.isIpv4, _): return .boolean(address.isIPv4)
        case (.isIpv6, _): return .boolean(!address.isIPv4)
        case (.isLoopback, _): return .boolean(address.isLoopback)
        case (.isMulticast, _): return .boolean(address.isMulticast)
        case (.isInRange, .ipAddress(let range)?): return .boolean(address.isInRange(range))
        case (.isInRange, let argument): throw self.mismatch(argument)
        default: throw self.mismatch(.ipAddress(address))
        }
    }

    private func value(_ moment: CedarDatetime, _ argument: CedarValue?) throws(Failure) -> CedarValue {
        switch (self, argument) {
        case (.offset, .duration(let span)?): return .datetime(try self.within64Bits(moment.offset(by: span)))
        case (.durationSince, .datetime(let other)?):
            return .duration(try self.within64Bits(moment.durationSince(other)))
        case (.toDate, _): return .datetime(try self.within64Bits(moment.date))
        case (.toTime, _): return .duration(moment.time)
        case (.offset, let argument), (.durationSince, let argument): throw self.mismatch(argument)
        default: throw self.mismatch(.datetime(moment))
        }
    }

    private func value(_ span: CedarDuration) throws(Failure) -> CedarValue {
        switch self {
        case .toMilliseconds: return .integer(span.milliseconds)
        case .toSeconds: return .integer(span.milliseconds / 1000)
        case .toMinutes: return .integer(span.milliseconds / 60_000)
        case .toHours: return .integer(span.milliseconds / 3_600_000)
        case .toDays: return .integer(span.milliseconds / 86_400_000)
        default: throw self.mismatch(.duration(span))
        }
    }

    private func within64Bits<Result>(_ result: Result?) throws(Failure) -> Result {
        guard let result else {
            throw Failure(code: .integerOverflow, reason: "the result needs more than 64 bits")
        }
        return result
    }

    private func mismatch(_ argument: CedarValue?) -> Failure {
        let found = argument?.typeName ?? "nothing"
        return Failure(code: .typeMismatch, reason: "`\(self.rawValue)` takes no \(found) here")
    }
}
