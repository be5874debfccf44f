using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Foyer.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Licences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "DefaultUsageLocation",
                table: "Tenants",
                type: "TEXT",
                maxLength: 2,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Errands",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NotBefore = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LeasedBy = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Errands", x => new { x.TenantId, x.Id });
                });

            migrationBuilder.CreateTable(
                name: "LicenceSkus",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SkuId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PartNumber = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    DisplayName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    AppliesTo = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    EnabledSeats = table.Column<int>(type: "INTEGER", nullable: false),
                    WarningSeats = table.Column<int>(type: "INTEGER", nullable: false),
                    SuspendedSeats = table.Column<int>(type: "INTEGER", nullable: false),
                    LockedOutSeats = table.Column<int>(type: "INTEGER", nullable: false),
                    Consumed = table.Column<int>(type: "INTEGER", nullable: false),
                    Plans = table.Column<string>(type: "TEXT", maxLength: 100000, nullable: false),
                    ProhibitedIn = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LicenceSkus", x => new { x.TenantId, x.SkuId });
                    table.ForeignKey(
                        name: "FK_LicenceSkus_Tenants_TenantId",
                        column: x => x.TenantId,
                        principalTable: "Tenants",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "GroupLicences",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    GroupId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SkuId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DisabledPlans = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    GivenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GroupLicences", x => new { x.TenantId, x.GroupId, x.SkuId });
                    table.ForeignKey(
                        name: "FK_GroupLicences_Groups_TenantId_GroupId",
                        columns: x => new { x.TenantId, x.GroupId },
                        principalTable: "Groups",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_GroupLicences_LicenceSkus_TenantId_SkuId",
                        columns: x => new { x.TenantId, x.SkuId },
                        principalTable: "LicenceSkus",
                        principalColumns: new[] { "TenantId", "SkuId" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UserLicences",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SkuId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SourceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DisabledPlans = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Error = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    GivenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UserLicences", x => new { x.TenantId, x.UserId, x.SkuId, x.SourceId });
                    table.ForeignKey(
                        name: "FK_UserLicences_LicenceSkus_TenantId_SkuId",
                        columns: x => new { x.TenantId, x.SkuId },
                        principalTable: "LicenceSkus",
                        principalColumns: new[] { "TenantId", "SkuId" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_UserLicences_Users_TenantId_UserId",
                        columns: x => new { x.TenantId, x.UserId },
                        principalTable: "Users",
                        principalColumns: new[] { "TenantId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Errands_NotBefore",
                table: "Errands",
                column: "NotBefore");

            migrationBuilder.CreateIndex(
                name: "IX_Errands_TenantId_SubjectId",
                table: "Errands",
                columns: new[] { "TenantId", "SubjectId" });

            migrationBuilder.CreateIndex(
                name: "IX_GroupLicences_TenantId_SkuId",
                table: "GroupLicences",
                columns: new[] { "TenantId", "SkuId" });

            migrationBuilder.CreateIndex(
                name: "IX_LicenceSkus_TenantId_PartNumber",
                table: "LicenceSkus",
                columns: new[] { "TenantId", "PartNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_UserLicences_TenantId_SkuId_State_UserId",
                table: "UserLicences",
                columns: new[] { "TenantId", "SkuId", "State", "UserId" });

            migrationBuilder.CreateIndex(
                name: "IX_UserLicences_TenantId_SourceId",
                table: "UserLicences",
                columns: new[] { "TenantId", "SourceId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Errands");

            migrationBuilder.DropTable(
                name: "GroupLicences");

            migrationBuilder.DropTable(
                name: "UserLicences");

            migrationBuilder.DropTable(
                name: "LicenceSkus");

            migrationBuilder.DropColumn(
                name: "DefaultUsageLocation",
                table: "Tenants");
        }
    }
}
