package import InterlockAccess

/// The groups of participants that a partner policy tells apart, as they come.
package struct PartnerRegistry: Sendable {
    private let policy: PartnerPolicy?
    package private(set) var table: PartnerTable
    private var groups: [PartnerGroup: Int] = [:]
    /// The first participant of each group, who stands for it.
    private var members: [Entity] = []

    package init(_ policy: PartnerPolicy?) {
        self.policy = policy
        self.table = policy == nil ? .open : PartnerTable(groups: 0) { _, _ in false }
    }

    /// The group of a participant; each pair of groups is decided once.
    package mutating func group(of participant: Entity) -> Int {
        guard let policy else { return 0 }
        let group = policy.group(of: participant)
        if let known = self.groups[group] { return known }
        self.members.append(participant)
        let members = self.members
        self.table.addGroup { policy.permits(buyer: members[$0], seller: members[$1]) }
        self.groups[group] = members.count - 1
        return members.count - 1
    }
}
