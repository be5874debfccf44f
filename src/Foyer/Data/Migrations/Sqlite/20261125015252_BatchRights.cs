using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Foyer.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class BatchRights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "MayGrantApps",
                table: "InvitationBatches",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<bool>(
                name: "MayGrantGroups",
                table: "InvitationBatches",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "MayGrantApps",
                table: "InvitationBatches");

            migrationBuilder.DropColumn(
                name: "MayGrantGroups",
                table: "InvitationBatches");
        }
    }
}
