import Interlock
import InterlockJSON

/// An order without a signature, for study and tests.
struct StudyOrder {
    var side: Side
    /// What it is known by; no two orders share one.
    var id: String
    var participant: ParticipantID
    /// When it arrives.
    var time: Timestamp
    var period: DeliveryPeriod
    var energyWh: Int64
    var price: Int64
    /// What it must trade on arrival; nothing where it is left out.
    var minimumFillWh: Int64?
    /// Good till gate closure where it is left out.
    var timeInForce: Duration?
    /// The participant's attributes, for policies on the pair.
    var attributes: [String: StudyAttribute]?

    enum Duration: String, Codable, CaseIterable { case gateClosure, immediateOrCancel, fillOrKill }

    var conditions: OrderConditions {
        let timeInForce: TimeInForce =
            switch self.timeInForce {
            case nil, .gateClosure: .gateClosure
            case .immediateOrCancel: .immediateOrCancel
            case .fillOrKill: .fillOrKill
            }
        return OrderConditions(
            timeInForce: timeInForce,
            minimumFill: Energy(wattHours: self.minimumFillWh ?? 0)
        )
    }

    /// The participant as policies see it.
    var principal: Entity {
        let attributes = self.attributes ?? [:]
        return Entity(
            uid: EntityUID(type: "Interlock::Participant", id: self.participant.description),
            attributes: CedarRecord(attributes.map { ($0.key, $0.value.cedar) }) ?? [:]
        )
    }
}

extension StudyOrder: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case side, id, participant, time, period, energyWh, price, minimumFillWh, timeInForce, attributes
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            side: try fields.decode(Side.self, forKey: .side),
            id: try fields.decode(String.self, forKey: .id),
            participant: try fields.decode(ParticipantID.self, forKey: .participant),
            time: try fields.decode(Timestamp.self, forKey: .time),
            period: try fields.decode(DeliveryPeriod.self, forKey: .period),
            energyWh: try fields.decode(Int64.self, forKey: .energyWh),
            price: try fields.decode(Int64.self, forKey: .price),
            minimumFillWh: try fields.decodeIfPresent(Int64.self, forKey: .minimumFillWh),
            timeInForce: try fields.decodeIfPresent(Duration.self, forKey: .timeInForce),
            attributes: try fields.decodeIfPresent([String: StudyAttribute].self, forKey: .attributes)
        )
    }
}

/// The value of an attribute: a text, a whole number, or yes and no.
enum StudyAttribute: Decodable {
    case text(String)
    case number(Int64)
    case flag(Bool)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    var cedar: CedarValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .integer(number)
        case .flag(let flag): .boolean(flag)
        }
    }
}

/// Files of orders.
extension StudyOrder {
    private static let columns = ["side", "id", "participant", "time", "period", "energy_wh", "price"]

    /// Reads CSV or, where the name ends so, JSON; in the sequence of their times, of one time as they stand there.
    static func read(_ path: String) throws -> [StudyOrder] {
        let orders =
            path.hasSuffix(".json")
            ? try JSON.read(path, as: [StudyOrder].self, limit: 1 << 30) : try Self.readCSV(path)
        var ids: Set<String> = []
        if let twin = orders.first(where: { !ids.insert($0.id).inserted }) {
            throw Failure(.usage, "\(path): two orders have the id \(twin.id.debugDescription)")
        }
        return orders.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    private static func readCSV(_ path: String) throws -> [StudyOrder] {
        let table = try CSVTable(
            path: path,
            columns: Self.columns,
            optional: ["minimum_fill_wh", "time_in_force"]
        )
        return try table.rows.map { row in
            StudyOrder(
                side: try row.value("side", "buy or sell") { Side(rawValue: $0) },
                id: try row.value("id", "a name") { $0.isEmpty ? nil : $0 },
                participant: try row.value("participant", "a participant's name") { try? ParticipantID($0) },
                time: try row.value("time", "a time such as 2026-06-15T11:45:00Z") { Timestamp($0) },
                period: try row.period("period"),
                energyWh: try row.value("energy_wh", "a whole number of Wh") { Int64($0) },
                price: try row.value("price", "a whole number of 1/10000 per kWh") { Int64($0) },
                minimumFillWh: try row.optional("minimum_fill_wh", "a whole number of Wh") { Int64($0) },
                timeInForce: try row.optional(
                    "time_in_force",
                    Duration.allCases.map(\.rawValue).joined(separator: ", ")
                ) { Duration(rawValue: $0) }
            )
        }
    }
}

extension CSVTable.Row {
    func period(_ column: String) throws -> DeliveryPeriod {
        try self.value(column, "the start of a quarter of an hour such as 2026-06-15T12:00:00Z") { text in
            Timestamp(text).flatMap { try? DeliveryPeriod(start: $0) }
        }
    }
}
