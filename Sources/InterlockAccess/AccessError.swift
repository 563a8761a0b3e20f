/// Placeholder for the engine that follows.
enum AccessPlaceholder {}
