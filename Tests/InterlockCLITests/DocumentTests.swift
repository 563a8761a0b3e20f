import ArgumentParser
import FoundationEssentials
import Interlock
import InterlockAuthority
import InterlockJSON
import Testing

@testable import interlock_cli

/// Tables of Docs/ say what the code does.
@Suite struct DocumentTests {
    /// A table's rows, of their cells, header and rule left out; the table is the first after the line with `mark`.
    private static func table(_ document: String, after mark: String) throws -> [[String]] {
        let bytes = try FileSystem.read("\(Repository.root)/Docs/\(document)")
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let place = try #require(lines.firstIndex { $0.contains(mark) }, "\(document): no \(mark)")
        let table = lines[place...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        return table.dropFirst(2).map { line in
            let cells = line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
            return cells.map { $0.trimming(" ") }
        }
    }

    /// The words in backquotes of a cell.
    private static func words(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    private struct Action: Hashable {
        var name: String
        var group: String?
        var principals: Set<String>
        var resources: Set<String>
    }

    @Test func `Policies has the actions of the market's schema`() throws {
        let schema = try Self.node(MarketPolicies.schema().json)
        let actions = try #require(schema["Interlock"]?["actions"])
        var expected: Set<Action> = []
        for (name, action) in actions.members {
            let principals = action["appliesTo"]?["principalTypes"]?.texts ?? []
            guard !principals.isEmpty else { continue }
            let groups = action["memberOf"]?.elements.compactMap { $0["id"]?.text } ?? []
            expected.insert(
                Action(
                    name: name,
                    group: groups.first,
                    principals: Set(principals.map(Self.lastPart)),
                    resources: Set((action["appliesTo"]?["resourceTypes"]?.texts ?? []).map(Self.lastPart))
                )
            )
        }
        var found: Set<Action> = []
        for row in try Self.table("Policies.md", after: "## The market's schema") {
            let parts = row[0].split(separator: "(")
            let group = parts.count > 1 ? Self.words(String(parts[1])).first : nil
            for name in Self.words(String(parts[0])) {
                found.insert(
                    Action(
                        name: name,
                        group: group,
                        principals: Set(Self.words(row[1])),
                        resources: Set(Self.words(row[2]))
                    )
                )
            }
        }
        #expect(found == expected)
    }

    private static func node(_ json: String) throws -> JSONNode {
        var reader = JSONReader(Array(json.utf8), maximumDepth: 64)
        return try reader.document()
    }

    private static func lastPart(_ name: String) -> String {
        name.split(separator: ":").last.map(String.init) ?? name
    }

    @Test func `Market has the commands that there are`() throws {
        let found = try Self.table("Market.md", after: "# The market").compactMap { Self.words($0[1]).first }
            .compactMap { $0.split(separator: " ").dropFirst(2).first.map(String.init) }
        #expect(Set(found) == Set(MarketCommand.configuration.subcommands.map { $0._commandName }))
    }

    @Test func `Market has the rules that there are, and their usual values`() throws {
        var all = MarketRules(market: try MarketID("m"))
        all.fees = [FeeRule(name: "a", payer: .buy, recipient: try ParticipantID("r"))]
        all.imbalance = try ImbalanceRule(
            balancer: ParticipantID("b"),
            shortPrice: Price(units: 0),
            longPrice: Price(units: 0)
        )
        all.risk = RiskRules(exposurePerCreditPoint: .zero)
        all.trading.tick = 2
        all.trading.partners = ""
        let members = try Self.members(all)
        let trading = try #require(members["trading"]).members.map { "trading.\($0.name)" }
        let expected = Set(members.keys).subtracting(["trading"]).union(trading)
        let rows = try Self.table("Market.md", after: "## Rules")
        #expect(Set(rows.flatMap { Self.words($0[0]) }) == expected)
        let usual = try Self.members(MarketRules(market: MarketID("m")))
        for row in rows {
            let values = row[2].replacing("−", with: "-").split(separator: ",").map { $0.trimming(" ") }
            for (name, value) in zip(Self.words(row[0]), values) where Int64(value) != nil {
                guard case .integer(let number) = usual[name]?.kind else { continue }
                #expect("\(number)" == value, "\(name)")
            }
        }
        let mechanisms = rows.first { $0[0] == "`trading.mechanism`" }.map { Self.words($0[1]) }
        #expect(mechanisms == Mechanism.allCases.map(\.rawValue))
    }

    private static func members(_ rules: MarketRules) throws -> [String: JSONNode] {
        let node = try Self.node(String(decoding: JSONEncoder().encode(rules), as: UTF8.self))
        return Dictionary(uniqueKeysWithValues: node.members.map { ($0.name, $0.value) })
    }

    @Test func `Formats has the standard schema`() throws {
        let rows = try Self.table("Formats.md", after: "The standard schema has")
        var found: [String: String] = [:]
        for row in rows { for name in Self.words(row[0]) { found[name] = Self.words(row[1]).first } }
        #expect(found == AttributeSchema.standard.attributes.mapValues(\.type.rawValue))
    }

    @Test func `Formats has the profiles and how long they last`() throws {
        var found: [String: Int64] = [:]
        for row in try Self.table("Formats.md", after: "### Profiles") {
            let days = Int64(row[3].replacing(",", with: "").replacing(" days", with: ""))
            for name in row[0].split(separator: ",") { found[name.trimming(" ")] = days }
        }
        found["authority"] = nil
        let profiles = EnrolmentProfile.allCases.filter { $0 != .implicit }
        let expected = profiles.map { ($0.rawValue, $0.maximumLifetime / 86_400) }
        #expect(found == Dictionary(uniqueKeysWithValues: expected))
    }

    @Test func `Formats has the kinds of the journal's events`() throws {
        let rows = try Self.table("Formats.md", after: "| kind | content |")
        #expect(Set(rows.flatMap { Self.words($0[0]) }) == Set(JournalEvent.Kind.allCases.map(\.rawValue)))
    }
}

extension JSONNode {
    fileprivate var members: [(name: String, value: JSONNode)] {
        guard case .object(let members) = self.kind else { return [] }
        return members.map { ($0.name, $0.value) }
    }

    fileprivate var elements: [JSONNode] {
        if case .array(let elements) = self.kind { elements } else { [] }
    }

    fileprivate var text: String? {
        if case .string(let text) = self.kind { text } else { nil }
    }

    fileprivate var texts: [String] { self.elements.compactMap(\.text) }
}

extension StringProtocol {
    fileprivate func trimming(_ character: Character) -> String {
        String(self.drop { $0 == character }.reversed().drop { $0 == character }.reversed())
    }
}
