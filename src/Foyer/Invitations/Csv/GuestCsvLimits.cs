namespace Foyer.Invitations.Csv;

/// <summary>
/// What bounds the memory of one row. There is no limit to the number of rows. All in UTF-16 characters unless said otherwise.
/// </summary>
public static class GuestCsvLimits
{
    /// <summary>The record of column labels, and each line before it.</summary>
    public const int Header = 16 * 1024;
    public const int Record = 64 * 1024;
    public const int Cell = 4 * 1024;
    public const int DisplayName = 256;
    public const int Message = 2_000;
    public const int Url = 2_048;

    /// <summary>Ids of apps, and ids of groups, in one cell.</summary>
    public const int IdsInCell = 50;
}
