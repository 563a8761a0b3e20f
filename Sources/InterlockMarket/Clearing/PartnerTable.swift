/// Who may trade with whom, by groups of participants that a policy treats alike.
///
/// With G groups a match costs at most G looks at the other side, so matching stays N log N where groups are few.
public struct PartnerTable: Hashable, Sendable {
    /// For each group, the groups that may sell to it, ascending.
    private(set) var sellers: [[Int]]
    /// For each group, the groups that may buy from it, ascending.
    private(set) var buyers: [[Int]]

    /// One group, in which everybody may trade with everybody.
    public static let open = PartnerTable(groups: 1) { _, _ in true }

    /// Asks of each pair whether a buyer of the first group may trade with a seller of the second.
    public init(groups: Int, permits: (_ buyer: Int, _ seller: Int) throws -> Bool) rethrows {
        self.sellers = Array(repeating: [], count: groups)
        self.buyers = self.sellers
        for buyer in 0..<groups {
            for seller in 0..<groups where try permits(buyer, seller) {
                self.sellers[buyer].append(seller)
                self.buyers[seller].append(buyer)
            }
        }
    }

    /// How many groups there are.
    public var groupCount: Int { self.sellers.count }

    /// Adds a group, asking of each pair that it is part of.
    public mutating func addGroup(permits: (_ buyer: Int, _ seller: Int) throws -> Bool) rethrows {
        let new = self.groupCount
        self.sellers.append([])
        self.buyers.append([])
        for other in 0..<new {
            if try permits(other, new) {
                self.sellers[other].append(new)
                self.buyers[new].append(other)
            }
            if try permits(new, other) {
                self.sellers[new].append(other)
                self.buyers[other].append(new)
            }
        }
        if try permits(new, new) {
            self.sellers[new].append(new)
            self.buyers[new].append(new)
        }
    }

    /// Whether a buyer of the first group may trade with a seller of the second.
    func permits(_ buyer: Int, _ seller: Int) -> Bool { self.sellers[buyer].contains(seller) }

    /// The same groups, of which those have partners that have orders on the side in question, and only such.
    func restricted(to orders: [BookOrder]) -> PartnerTable {
        var isBuying = [Bool](repeating: false, count: self.groupCount)
        var isSelling = isBuying
        for order in orders {
            switch order.side {
            case .buy: isBuying[order.group] = true
            case .sell: isSelling[order.group] = true
            }
        }
        var table = self
        for group in self.sellers.indices {
            table.sellers[group] = isBuying[group] ? self.sellers[group].filter { isSelling[$0] } : []
            table.buyers[group] = isSelling[group] ? self.buyers[group].filter { isBuying[$0] } : []
        }
        return table
    }

    /// The groups of the other side that an order of this side and group may meet.
    func partners(of group: Int, _ side: Side) -> [Int] {
        side == .buy ? self.sellers[group] : self.buyers[group]
    }
}
