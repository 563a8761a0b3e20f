public import ArgumentParser
public import Interlock

extension ParticipantID: ExpressibleByArgument {
    /// Reads a participant's name.
    public init?(argument: String) {
        guard let name = try? ParticipantID(argument) else { return nil }
        self = name
    }
}
