public import InterlockCrypto

/// What an order asks for beside energy and price; most ask for nothing.
public struct OrderConditions: Hashable, Sendable {
    /// For how many delivery periods the order stands, from its first on: so much energy at this price in each, traded
    /// apart from the others.
    public var periods: Int
    /// How long it stands.
    public var timeInForce: TimeInForce
    /// What it must trade on arrival at the least, or else it is cancelled; nothing for most.
    public var minimumFill: Energy
    /// The number that an order of the same signer, side and periods was first placed under, where this one amends it.
    ///
    /// The latest amendment takes the place of what was before it, and what that has traded counts as traded by it. It keeps
    /// its place in the book where the price stays and the energy does not grow; otherwise it comes last at its price.
    public var amends: UInt64?

    /// An order for one period, good till gate closure.
    public static let standard = OrderConditions()

    /// The most periods of one order: a day.
    public static let maximumPeriods = 96

    /// Takes the conditions.
    public init(
        periods: Int = 1,
        timeInForce: TimeInForce = .gateClosure,
        minimumFill: Energy = .zero,
        amends: UInt64? = nil
    ) {
        self.periods = periods
        self.timeInForce = timeInForce
        self.minimumFill = minimumFill
        self.amends = amends
    }

    /// Refuses what no order of this energy and number can ask for.
    func check(energy: Energy, sequence: UInt64) throws(MarketError) {
        guard (1...Self.maximumPeriods).contains(self.periods) else {
            throw MarketError(.limits, "\(self.periods) periods are not in 1 ... \(Self.maximumPeriods)")
        }
        guard self.minimumFill >= .zero, self.minimumFill <= energy else {
            throw MarketError(.limits, "the minimum fill \(self.minimumFill) is not in 0 ... \(energy)")
        }
        guard self.timeInForce != .fillOrKill || self.minimumFill == .zero else {
            throw MarketError(.limits, "a fill-or-kill order has no other minimum fill")
        }
        guard self.amends.map({ $0 < sequence }) ?? true else {
            throw MarketError(
                .limits,
                "an order amends one first placed under a lower number than \(sequence)"
            )
        }
    }
}

/// How long an order stands.
public enum TimeInForce: Hashable, Sendable {
    /// Until the market of its delivery period closes.
    case gateClosure
    /// Until the moment, at which it trades no more, or gate closure, whichever is earlier.
    case until(Timestamp)
    /// It trades what it can on arrival, and the rest is cancelled.
    case immediateOrCancel
    /// It trades whole on arrival, or is cancelled.
    case fillOrKill
}

/// How the conditions of an order stand in its payload: a label each, and none for what is as usual.
extension OrderConditions {
    private enum Label: Int64, CaseIterable {
        case periods = 8, immediate, until, minimumFill, amends
    }

    private enum Immediate: Int64 { case orCancel = 1, fillOrKill }

    static let labels = Label.allCases.map(\.rawValue)

    var fields: [(CBOR, CBOR)] {
        var fields: [(CBOR, CBOR)] = []
        func add(_ label: Label, _ value: CBOR) { fields.append((.integer(label.rawValue), value)) }
        if self.periods != 1 { add(.periods, .integer(Int64(self.periods))) }
        switch self.timeInForce {
        case .gateClosure: break
        case .immediateOrCancel: add(.immediate, .integer(Immediate.orCancel.rawValue))
        case .fillOrKill: add(.immediate, .integer(Immediate.fillOrKill.rawValue))
        case .until(let moment): add(.until, .integer(moment.secondsSinceEpoch))
        }
        if self.minimumFill != .zero { add(.minimumFill, .integer(self.minimumFill.wattHours)) }
        if let amends { add(.amends, .unsigned(amends)) }
        return fields
    }

    /// Reads the labels that are there; a value as usual must be left out, so that there is one form.
    init(_ fields: FieldReader) throws(MarketError) {
        self.init()
        if fields.has(Label.periods.rawValue) {
            let count = try fields.natural(Label.periods.rawValue, "periods")
            guard count > 1, count <= Self.maximumPeriods else {
                throw fields.malformed(
                    Label.periods.rawValue,
                    "periods",
                    "is not 2 to \(Self.maximumPeriods)"
                )
            }
            self.periods = Int(count)
        }
        if fields.has(Label.immediate.rawValue) {
            switch Immediate(rawValue: try fields.integer(Label.immediate.rawValue, "immediate")) {
            case .orCancel: self.timeInForce = .immediateOrCancel
            case .fillOrKill: self.timeInForce = .fillOrKill
            case nil: throw fields.malformed(Label.immediate.rawValue, "immediate", "is neither 1 nor 2")
            }
        }
        if fields.has(Label.until.rawValue) {
            guard self.timeInForce == .gateClosure else {
                throw fields.malformed(Label.until.rawValue, "until", "stands beside immediate")
            }
            let seconds = try fields.integer(Label.until.rawValue, "until")
            self.timeInForce = .until(Timestamp(secondsSinceEpoch: seconds))
        }
        if fields.has(Label.minimumFill.rawValue) {
            self.minimumFill = Energy(
                wattHours: try fields.integer(Label.minimumFill.rawValue, "minimumFill")
            )
            guard self.minimumFill > .zero else {
                throw fields.malformed(Label.minimumFill.rawValue, "minimumFill", "is not above 0")
            }
        }
        if fields.has(Label.amends.rawValue) {
            self.amends = try fields.natural(Label.amends.rawValue, "amends")
        }
    }
}

/// The conditions in the JSON for people: each key may be left out.
extension OrderConditions: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case periods, timeInForce, validUntil, minimumFillWh, amends
    }

    private enum Duration: String, Codable, CaseIterable { case gateClosure, immediateOrCancel, fillOrKill }

    /// The members of an order's JSON that are conditions.
    static let memberNames = CodingKeys.allCases.map(\.rawValue)

    /// Reads the keys beside those of an order; Docs/Formats.md, "Demand and supply".
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            periods: try fields.decodeIfPresent(Int.self, forKey: .periods) ?? 1,
            minimumFill: try fields.decodeIfPresent(Energy.self, forKey: .minimumFillWh) ?? .zero,
            amends: try fields.decodeIfPresent(UInt64.self, forKey: .amends)
        )
        let duration = try fields.decodeIfPresent(Duration.self, forKey: .timeInForce)
        let end = try fields.decodeIfPresent(Timestamp.self, forKey: .validUntil)
        switch (duration ?? .gateClosure, end) {
        case (.gateClosure, nil): break
        case (.gateClosure, let end?): self.timeInForce = .until(end)
        case (.immediateOrCancel, nil): self.timeInForce = .immediateOrCancel
        case (.fillOrKill, nil): self.timeInForce = .fillOrKill
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .validUntil,
                in: fields,
                debugDescription: "an immediate order has no validUntil"
            )
        }
    }

    /// Writes what is not as usual.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        if self.periods != 1 { try fields.encode(self.periods, forKey: .periods) }
        switch self.timeInForce {
        case .gateClosure: break
        case .until(let end): try fields.encode(end, forKey: .validUntil)
        case .immediateOrCancel: try fields.encode(Duration.immediateOrCancel, forKey: .timeInForce)
        case .fillOrKill: try fields.encode(Duration.fillOrKill, forKey: .timeInForce)
        }
        if self.minimumFill != .zero { try fields.encode(self.minimumFill, forKey: .minimumFillWh) }
        try fields.encodeIfPresent(self.amends, forKey: .amends)
    }
}
